"""The request of somebody who is signed in: what a view under `@login_required` gets."""

from django.http import HttpRequest

from mentoring.accounts.models import User


class SignedInRequest(HttpRequest):
    """For annotations only. Django knows requests of strangers too, so its own class calls the user perhaps nobody."""

    user: User
