"""The one place that gives a browser a cookie; sessions and the token of forms have theirs from Django."""

from django.conf import settings
from django.http import HttpResponse


def keep(response: HttpResponse, name: str, value: str, *, seconds: int) -> None:
    """Take `name` from the settings: over https it is “__Host-…”, which browsers want secure and for all the host."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="Lax")
