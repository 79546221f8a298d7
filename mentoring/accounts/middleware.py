"""Times are shown in the signed-in person's zone."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring.web.middleware import GetResponse


def local_time(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        with timezone.override(user.zone if user.is_authenticated else None):
            return get_response(request)

    return middleware
