"""Requests, counted in each process of the web server. They begin at zero when the web server starts.

Labels hold names of ours only: never an address, a number or a word that somebody has sent.
"""

from django.conf import settings
from django.http import HttpRequest
from prometheus_client import CollectorRegistry, Counter, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
STATIC, NOWHERE, GATE = "(static)", "(none)", "(gate)"

COUNTED = CollectorRegistry()
requests = Counter(
    "mentoring_requests",
    "Requests that were answered, by method, class of the status and name of the address",
    ["method", "status", "route"],
    registry=COUNTED,
)
seconds = Histogram(
    "mentoring_request_seconds",
    "How long Django took to answer, by name of the address",
    ["route"],
    buckets=SECONDS,
    registry=COUNTED,
)


def answered(request: HttpRequest, status: int, *, took: float) -> None:
    """`took` is in seconds."""
    route = _route(request)
    _count(request.method or "", status, route)
    seconds.labels(route).observe(took)


def turned_away(method: str, status: int) -> None:
    """By the gate, before Django saw it: it came too slowly, or no thread came free."""
    _count(method, status, GATE)


def _count(method: str, status: int, route: str) -> None:
    requests.labels(method if method in METHODS else "other", f"{status // 100}xx", route).inc()


def _route(request: HttpRequest) -> str:
    if request.resolver_match:
        return request.resolver_match.view_name
    return STATIC if request.path.startswith(settings.STATIC_URL) else NOWHERE
