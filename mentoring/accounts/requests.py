"""The request that a view under `@login_required` gets."""

from django.http import HttpRequest, QueryDict

from mentoring.accounts.models import User


class SignedInRequest(HttpRequest):
    """For annotations only: in Django's own class, the user may also be anonymous."""

    user: User


def posted(request: SignedInRequest) -> QueryDict | None:
    """The data to bind a form to, or None for a GET. An empty POST still counts."""
    return request.POST if request.method == "POST" else None
