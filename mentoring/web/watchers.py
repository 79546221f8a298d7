"""Who may see how the installation is doing: who brings METRICS_TOKEN, or, where none is set, this machine alone."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

PASSED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")


def may_watch(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    return _from_this_machine(request) and _proxies_are_known()


def _from_this_machine(request: HttpRequest) -> bool:
    """Itself, not a proxy on it that passes on somebody else's request."""
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and not any(name in request.headers for name in PASSED_ON)


def _proxies_are_known() -> bool:
    """A proxy that nobody has told us of may leave out its headers, and then looks like the machine itself."""
    return bool(settings.ALLAUTH_TRUSTED_PROXY_COUNT) or _is_loopback(settings.SITE_HOST)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
