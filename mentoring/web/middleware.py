"""Middleware that every request passes through."""

import time
from collections.abc import Callable
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import structlog
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from mentoring.postgres import limits
from mentoring.web import back, errors, requests
from mentoring.web.refusals import SentBack

GetResponse = Callable[[HttpRequest], HttpResponse]
HEALTH = "/health"
HEALTH_SECONDS = 1.4  # for all that a health page waits for
NO_DEVICES = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
        "microphone", "midi", "payment", "usb",
    )
)  # fmt: skip


def request_id(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        began, number = time.perf_counter(), requests.number_of(request)
        with structlog.contextvars.bound_contextvars(request_id=number):
            response = get_response(request)
            requests.write_line(request, response, began=began)
        response[requests.HEADER] = number
        return response

    return middleware


def in_time(get_response: GetResponse) -> GetResponse:
    """`/health` answers within two seconds whatever hangs, and nobody's session is read for a theme's style sheet."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/theme/"):
            request.COOKIES = {}
        if request.path != HEALTH:
            return get_response(request)
        with limits.within(HEALTH_SECONDS):
            return get_response(request)

    return middleware


def page_headers(get_response: GetResponse) -> GetResponse:
    """Set the default headers of what views answer; static files are served before this.

    The same address answers with a page or a fragment, and a cache or the back button must never mix them up. A view
    whose answer may be cached (the theme's style sheet) sets Cache-Control itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def possible_address(get_response: GetResponse) -> GetResponse:
    """Raise Http404 for a zero byte in the path or the query: no text in the database can hold one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "\0" in unquote(request.META.get("QUERY_STRING", "")):
            raise Http404
        return get_response(request)

    return middleware


def signed_out(get_response: GetResponse) -> GetResponse:
    """Who is asked to sign in when they send something loses nothing, and comes back to the page they were on.

    Without this, the sign-in page of an htmx call would land inside the fragment's target, and a form would be lost.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        htmx: HtmxDetails | None = getattr(request, "htmx", None)
        if not (htmx or request.method == "POST") or not _asks_to_sign_in(request, response):
            return response
        page = back.path_of(request, htmx.current_url or "") if htmx else back.page_before(request)
        query = urlencode({REDIRECT_FIELD_NAME: page or "/"}, safe="/")
        sign_in = f"{resolve_url(settings.LOGIN_URL)}?{query}"
        if htmx or errors.holds_something(request.POST):
            return errors.signed_out(request, sign_in=sign_in)
        return redirect(sign_in)  # a button: its own address shows nothing

    return middleware


def chosen(response: HttpResponse) -> HttpResponse:
    """Marks a way to sign in that somebody has chosen: their sign-in hasn't ended."""
    response.is_chosen = True  # type: ignore[attr-defined]
    return response


class Refusals:
    """Answers with the response of a `SentBack` that a view has raised (see `refusals.back_to`)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return exception.response if isinstance(exception, SentBack) else None


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether it is `login_required` that answers: a view that sends somebody to sign in means another page."""
    if not 300 <= response.status_code < 400 or getattr(response, "is_chosen", False):
        return False
    there = urlsplit(response.headers.get("Location", ""))
    wanted = parse_qs(there.query).get(REDIRECT_FIELD_NAME, [])
    return there.path == resolve_url(settings.LOGIN_URL) and wanted == [request.get_full_path()]
