"""Who may change the installation, and sign out which browser. Views get both only from here."""

from allauth.usersessions.models import UserSession
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


def other_browser(request: HttpRequest, pk: int) -> UserSession:
    """One of the viewer's own, but not the one they look from: that one is signed out as always."""
    rows = UserSession.objects.filter(user_id=request.user.pk).exclude(session_key=request.session.session_key)
    return get_object_or_404(rows, pk=pk)
