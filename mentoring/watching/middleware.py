"""Counts each request, and answers the one for the figures before anything else looks at it.

So it needs no host of ours, no https and no session: it is asked by a machine, at the web server's own address.
"""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST

from mentoring.watching import counting, exposition
from mentoring.web import watchers

PATH = "/metrics"
GetResponse = Callable[[HttpRequest], HttpResponse]


def counted(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        counting.answered(request, response.status_code, took=time.perf_counter() - began)
        return response

    return middleware


def figures(get_response: GetResponse) -> GetResponse:
    """Whoever may not see them gets what any address gets that doesn't exist."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == PATH and request.method in ("GET", "HEAD") and watchers.may_watch(request):
            return HttpResponse(
                exposition.text(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
            )
        return get_response(request)

    return middleware
