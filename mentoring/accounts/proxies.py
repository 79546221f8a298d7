"""Whether sign-ins are counted by the addresses they come from, or all by the one of a proxy."""

from django.conf import settings
from django.http import HttpRequest

UNSEEN = (
    "Requests come through a reverse proxy, but TRUSTED_PROXIES is 0: everybody seems to sign in from one address, so "
    "{most} wrong passwords in a minute stop all of them. Set it to the number of your proxies."
)


def unseen(request: HttpRequest) -> str:
    """What is wrong, for an administrator, told from a request of theirs; empty where nothing is."""
    passed_on = any(name in request.headers for name in ("X-Forwarded-For", "X-Real-Ip", "Forwarded"))
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT or not passed_on:
        return ""
    return UNSEEN.format(most=settings.WRONG_PASSWORDS_A_MINUTE)
