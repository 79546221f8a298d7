"""Whether TRUSTED_PROXIES is right: by it sign-ins are counted by where they come from, or all by a proxy's address."""

from django.conf import settings
from django.http import HttpRequest

UNSEEN = (
    "Requests come through a reverse proxy, but TRUSTED_PROXIES is 0: everybody seems to sign in from one address, so "
    "{most} wrong passwords in a minute stop all of them. Set it to the number of your proxies."
)
TOO_MANY = (
    "TRUSTED_PROXIES is {count}, but fewer proxies than that have passed on your request, so sign-ins are counted by "
    "the address of a proxy. Set it to the number of your proxies."
)


def trouble(request: HttpRequest) -> str:
    """What is wrong, for an administrator, told from a request of theirs; empty where nothing is."""
    count, passed_on = settings.ALLAUTH_TRUSTED_PROXY_COUNT, request.headers.get("X-Forwarded-For", "")
    if not count and (passed_on or any(name in request.headers for name in ("X-Real-Ip", "Forwarded"))):
        return UNSEEN.format(most=settings.WRONG_PASSWORDS_A_MINUTE)
    if count > len(list(filter(None, passed_on.split(",")))):
        return TOO_MANY.format(count=count)
    return ""
