"""Who may change the installation. Views get the organization only from here."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import Organisation, User


def administrator(request: HttpRequest) -> User:
    """The signed-in administrator. Raises PermissionDenied for everyone else."""
    user = request.user
    if not (user.is_authenticated and user.is_administrator):
        raise PermissionDenied
    return user


def organisation() -> Organisation:
    """Raises Http404 until the installation is set up."""
    return get_object_or_404(Organisation)
