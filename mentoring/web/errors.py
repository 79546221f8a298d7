"""Pages for what went wrong, each saying what to do next.

For htmx, a fragment is inserted before its target, so what the person typed stays where it is.
"""

import sys
from typing import Any, NamedTuple

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template import loader
from django.template.defaultfilters import filesizeformat
from django_htmx.http import reswap, trigger_client_event

from mentoring.web import back
from mentoring.web.render import page

DATABASE_IS_AWAY = (OperationalError, InterfaceError)  # gone, hanging, or busy for longer than anybody waits
log = structlog.get_logger(__name__)
SECRETS = ("password", "token", "code", "key", "csrf", "login")
CSRF = "csrfmiddlewaretoken"
OF_ACCOUNTS = "/accounts/"  # signing in, passwords, codes: nothing of that is ever shown again


class Sent(NamedTuple):
    """One field of a form that wasn't taken."""

    name: str
    value: str
    is_written: bool  # words, to be shown; the rest goes along hidden


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Usually the page was open for too long, or somebody has signed in since in another tab.

    A browser shows what the person wrote, to be sent again where that is certain to come from a page of ours; htmx
    gets a new token to send it again.
    """
    context = _not_taken(request, may_send=_is_of_our_page(request)) | {"back": back.page_before(request) or "/"}
    return _problem(request, "csrf_failure.html", 403, context)


def signed_out(request: HttpRequest, *, sign_in: str) -> HttpResponse:
    """A form came from somebody whose sign-in has ended: nothing is saved, and nothing that was sent is lost.

    A script says so on the page that asked (static/js/app.js), and that page stays.
    """
    if getattr(request, "htmx", False):
        answer = reswap(HttpResponse(status=403), "none")
        return trigger_client_event(answer, "signed-out", {"sign_in": sign_in})
    return _problem(request, "signed_out.html", 403, _not_taken(request) | {"sign_in": sign_in})


def holds_something(data: QueryDict) -> bool:
    """Whether a form said more than which button was pressed."""
    return any(value.strip() for name in data if name != CSRF for value in data.getlist(name))


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
    """`is_problem` tells the page's scripts that what was sent isn't saved (static/js/drafts.js)."""
    response = page(request, template, {"is_problem": True, **(context or {})}, partial="problem", status=status)
    return reswap(response, "beforebegin") if getattr(request, "htmx", False) else response


def _not_taken(request: HttpRequest, *, may_send: bool = True) -> dict[str, Any]:
    """What a page shows of a form that wasn't taken. One with a password shows its words alone."""
    may_send = may_send and not any("password" in name.lower() for name in request.POST)
    is_shown = not getattr(request, "htmx", False) and not request.path.startswith(OF_ACCOUNTS)
    sent = [field for field in _sent(request.POST) if may_send or field.is_written] if is_shown else []
    return {
        "sent": sent,
        "may_send": may_send,
        "address": request.get_full_path(),
        "had_files": bool(request.FILES),
    }


def _sent(data: QueryDict) -> list[Sent]:
    fields = [(name, value) for name, values in data.lists() if name != CSRF for value in values]
    return [Sent(name, value, _is_written(name, value)) for name, value in fields]


def _is_written(name: str, value: str) -> bool:
    """As far as it has a space in it: what people type, hardly ever what a page sends along."""
    return " " in value.strip() and not any(secret in name.lower() for secret in SECRETS)


def _is_of_our_page(request: HttpRequest) -> bool:
    """No other site can make a browser say so; Django has looked at it before it looked at the token."""
    origin = request.headers.get("Origin", "")
    return origin in {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
