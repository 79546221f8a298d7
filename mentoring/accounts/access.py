"""Who may change the installation, and what they change: the only place where a view gets it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import Organisation, User


def administrator(request: HttpRequest) -> User:
    """The signed-in administrator; PermissionDenied for everybody else."""
    user = request.user
    if not (user.is_authenticated and user.is_administrator):
        raise PermissionDenied
    return user


def organisation() -> Organisation:
    """The one of this installation; Http404 before it was set up."""
    return get_object_or_404(Organisation)
