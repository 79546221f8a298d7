"""Where somebody came from, or wants to go back to: a path of ours and nothing else."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_before(request: HttpRequest) -> str:
    return path_of(request, request.headers.get("Referer", ""))


def path_of(request: HttpRequest, address: str) -> str:
    """The path of an address at this site, nothing for any other one.

    A proxy may have lost the port of the host that a request names, so the one of SITE_URL is ours in any case.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.netloc not in {"", request.get_host(), settings.SITE_NETLOC}:
        return ""
    path = urlunsplit(("", "", parts.path or "/", parts.query, "")) if address else ""
    return path if is_path(path) else ""


def is_path(target: str) -> bool:
    """Whether a browser stays at this site: no scheme, no host, nothing that it takes for one."""
    return target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
