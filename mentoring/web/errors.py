"""Pages for what went wrong, each saying what to do next.

For htmx, a fragment is inserted before its target, so what the person typed stays where it is.
"""

import sys
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template import loader
from django.template.defaultfilters import filesizeformat
from django_htmx.http import reswap

from mentoring.web import back
from mentoring.web.render import page

DATABASE_IS_AWAY = (OperationalError, InterfaceError)  # gone, hanging, or busy for longer than anybody waits
log = structlog.get_logger(__name__)
SECRETS = ("password", "token", "code", "key", "csrf", "login")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Usually the page was open for too long.

    A browser shows what the person wrote, so they can copy it; htmx gets a new token to send it again.
    """
    written = [] if getattr(request, "htmx", False) else _written(request.POST)
    return _problem(request, "csrf_failure.html", 403, {"written": written, "back": back.page_before(request) or "/"})


def unusable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a form that is too large (413), or a request that none of our pages makes (400)."""
    if not isinstance(exception, RequestDataTooBig):
        return HttpResponse(loader.get_template("400.html").render(), status=400)
    most = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return _problem(request, "413.html", 413, {"most": most})


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(request, "403.html", 403, {"sentence": str(exception or "")})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(request, "404.html", 404, {"from_inbox": back.page_before(request).startswith("/inbox/")})


def broken(request: HttpRequest) -> HttpResponse:
    """These pages need neither the database nor a context processor, since those may be what is broken."""
    error = sys.exc_info()[1]
    if isinstance(error, DATABASE_IS_AWAY):
        return _database_is_away(error)
    return HttpResponse(loader.get_template("500.html").render(), status=500)


def _database_is_away(error: BaseException) -> HttpResponse:
    """One line in the log: where many wait, as many tracebacks would hide what else is said there."""
    log.error("database_is_away", error=str(error).strip())
    response = HttpResponse(loader.get_template("503.html").render(), status=503, headers={"Retry-After": "30"})
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _problem(request: HttpRequest, template: str, status: int, context: dict[str, Any] | None = None) -> HttpResponse:
    response = page(request, template, context, partial="problem", status=status)
    return reswap(response, "beforebegin") if getattr(request, "htmx", False) else response


def _written(data: QueryDict) -> list[str]:
    """What the person typed, as far as it has a space in it and its field doesn't sound secret."""
    fields = ((name, value.strip()) for name, values in data.lists() for value in values)
    return [value for name, value in fields if " " in value and not any(secret in name.lower() for secret in SECRETS)]
