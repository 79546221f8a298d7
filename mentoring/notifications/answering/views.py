"""Pages behind signed links: the link says who the person is, and a link that doesn't work gets a kind page."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from mentoring.accounts.models import User
from mentoring.notifications.answering import access, links
from mentoring.web import render

View = Callable[[HttpRequest, str], HttpResponse]
Page = Callable[[HttpRequest, str, User, int], HttpResponse]


def behind_a_link(view: View) -> View:
    """GET and HEAD only show, POST writes. An expired or broken link gets a page that says so (410 or 404)."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def kindly(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except links.Expired:
            return render.page(request, "notifications/answering/answer_gone.html", {"expired": True}, status=410)
        except links.Forged:
            return render.page(request, "notifications/answering/answer_gone.html", {"expired": False}, status=404)

    return kindly


def by_link(action: str) -> Callable[[Page], View]:
    """The decorated view gets the token, the person and the id of the object."""

    def decorate(page: Page) -> View:
        @behind_a_link
        @wraps(page)
        def view(request: HttpRequest, token: str) -> HttpResponse:
            user, pk = access.by_link(token, action=action)
            return page(request, token, user, pk)

        return view

    return decorate
