"""Show times and words the way the signed-in person wants, and never answer 200 to a form with errors."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone, translation

from mentoring.web.middleware import HEALTH, GetResponse

FORMS = ("form", "verify_form", "change_form")


def local_time(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == HEALTH:  # asks who it is only once it knows that the database answers
            return get_response(request)
        user = request.user
        if not user.is_authenticated:
            return get_response(request)
        with timezone.override(user.zone), translation.override(user.language):
            return get_response(request)

    return middleware


class UnprocessableForms:
    """allauth answers 200 to a form with errors; this makes it 422, as everywhere else in the app."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        context = response.context_data or {}
        forms = [context[name] for name in FORMS if name in context]
        if request.method == "POST" and response.status_code == 200 and any(form.errors for form in forms):
            response.status_code = 422
        return response
