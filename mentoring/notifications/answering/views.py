"""Pages behind signed links: the link says who the person is, and a link that doesn't work gets a kind page.

A mail may be forwarded, even to the partner. So such a page shows what is needed to answer and, once that is done or
over, nothing of it: neither the question nor the answer. The rest is for who signs in.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from mentoring.accounts.models import User
from mentoring.notifications.answering import access, links
from mentoring.web import render

AGAIN = "again"  # in the address of the page on which an answer is changed
SAVED = "Thank you, your answer is saved"
OVER = "Nothing to answer any more"
CLOSED = "notifications/answering/answer_closed.html"
View = Callable[[HttpRequest, str], HttpResponse]
Page = Callable[[HttpRequest, str, User, int], HttpResponse]


def behind_a_link(view: View) -> View:
    """GET and HEAD only show, POST writes. A link that works no more, or never did, gets a page that says so."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def kindly(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except (links.Expired, links.Ended, links.Forged) as why:
            return gone(request, "notifications/answering/answer_gone.html", why)

    return kindly


def gone(request: HttpRequest, template: str, why: Exception) -> HttpResponse:
    """The page in place of one whose link works no more, or never did."""
    context = {"expired": isinstance(why, links.Expired), "ended": isinstance(why, links.Ended)}
    return render.page(request, template, context, status=404 if isinstance(why, links.Forged) else 410)


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


def only_looks(request: HttpRequest) -> bool:
    """Whether the person neither sends an answer nor asked to change the one they gave."""
    return request.method != "POST" and AGAIN not in request.GET


def answered(request: HttpRequest, *, sign_in: str, may_change: bool = False, title: str = SAVED) -> HttpResponse:
    """In place of a page whose question this person has answered. `sign_in` is the page where they find everything."""
    context = {"title": title, "is_answered": True, "sign_in": sign_in, "may_change": may_change, "again": AGAIN}
    return render.page(request, CLOSED, context, partial="answer")


def over(request: HttpRequest, sentence: str, *, sign_in: str, title: str = OVER) -> HttpResponse:
    """In place of a page that has nothing to answer any more; 422 for who sends an answer all the same."""
    status = 422 if request.method == "POST" else 200
    context = {"title": title, "sentence": sentence, "sign_in": sign_in}
    return render.page(request, CLOSED, context, partial="answer", status=status)
