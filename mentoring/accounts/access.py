"""Who may change the installation."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from mentoring.accounts.models import User


def administrator(request: HttpRequest) -> User:
    """The signed-in administrator; PermissionDenied for everybody else."""
    user = request.user
    if not (user.is_authenticated and user.is_administrator):
        raise PermissionDenied
    return user
