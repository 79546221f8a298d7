"""The request of somebody who is signed in: what a view under `@login_required` gets."""

from django.http import HttpRequest, QueryDict

from mentoring.accounts.models import User


class SignedInRequest(HttpRequest):
    """For annotations only. Django knows requests of strangers too, so its own class calls the user perhaps nobody."""

    user: User


def posted(request: SignedInRequest) -> QueryDict | None:
    """What a form is bound to: also an empty POST is one."""
    return request.POST if request.method == "POST" else None
