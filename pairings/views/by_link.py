"""Pages behind signed links: whose it is comes from the link, and what can’t be used gets a kind page."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from mentoring.accounts.models import User
from mentoring.notifications import links
from mentoring.web import render
from pairings import access

Page = Callable[[HttpRequest, str, User, int], HttpResponse]


def by_link(action: str) -> Callable[[Page], Callable[[HttpRequest, str], HttpResponse]]:
    """The page gets the token, the person and the number of the object. GET and HEAD show, only POST writes."""

    def decorate(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(page)
        def view(request: HttpRequest, token: str) -> HttpResponse:
            try:
                user, pk = access.by_link(token, action=action)
            except links.Expired:
                return render.page(request, "pairings/answer_gone.html", {"expired": True}, status=410)
            except links.Forged:
                return render.page(request, "pairings/answer_gone.html", {"expired": False}, status=404)
            return page(request, token, user, pk)

        return view

    return decorate
