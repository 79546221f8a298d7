"""Give every request an id and one line in the log."""

import re
import time
import uuid

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

HEADER = "X-Request-ID"
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = structlog.get_logger("mentoring.requests")


def number_of(request: HttpRequest) -> str:
    """The id that a proxy in front has set, if it is harmless; otherwise a new one."""
    given = request.headers.get(HEADER, "")
    return given if ACCEPTABLE.fullmatch(given) else uuid.uuid4().hex


def write_line(request: HttpRequest, response: HttpResponse, *, began: float) -> None:
    """`began` is time.perf_counter() at the start. Names the user only if the session was read anyway."""
    path = escape_uri_path(request.path)
    write = log.debug if path.startswith(settings.STATIC_URL) else log.info
    write(
        "request",
        method=request.method,
        path=path,
        status=response.status_code,
        ms=round((time.perf_counter() - began) * 1000, 1),
        user=getattr(getattr(request, "_cached_user", None), "pk", None),
    )
