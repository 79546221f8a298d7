"""Pages behind the signed links in mails: no sign-in, one act each. GET and HEAD show, only POST writes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.web import integrity, render
from mentoring.web.forms import PlainForm
from pairings import access
from pairings.actions import meetings
from pairings.forms.answers import MetForm, NotMetForm
from pairings.models import Touchpoint
from pairings.queries import answers as queries
from pairings.views.by_link import View, behind_a_link
from pairings.views.check_ins import check_in_form, check_in_page, keep
from programs.models import Step

Page = Callable[[HttpRequest, str, User, Touchpoint], HttpResponse]


def by_link(action: str, kind: str) -> Callable[[Page], View]:
    """The page for the person and the touchpoint of the link."""

    def decorate(page: Page) -> View:
        @behind_a_link
        @wraps(page)
        def view(request: HttpRequest, token: str) -> HttpResponse:
            user, touchpoint = access.touchpoint_by_link(token, action=action, kind=kind)
            return page(request, token, user, touchpoint)

        return view

    return decorate


@by_link("meeting", Step.Kind.SESSION)
def answer(request: HttpRequest, token: str, user: User, touchpoint: Touchpoint) -> HttpResponse:
    now = timezone.now()
    question = queries.question(touchpoint, user, now=now)
    posted = request.POST if request.method == "POST" else None
    said_no = (posted or request.GET).get("met") == "no"
    met = MetForm(None if said_no else posted, initial=question.first_values)
    not_met = NotMetForm(posted if said_no else None, initial=question.first_values)
    if posted is not None and _answer(not_met if said_no else met, touchpoint, user, question):
        return render.done(request, "answer", token=token)
    context: dict[str, Any] = {
        "question": question,
        "touchpoint": touchpoint,
        "partner": touchpoint.pairing.partner_of(user),
        "token": token,
        "met": met,
        "not_met": not_met,
        "said_no": said_no or (question.said is not None and not question.said.met and "met" not in request.GET),
        "form": not_met if said_no else met,
    }
    return render.form_page(request, "pairings/answer.html", context, partial="answer")


@by_link("check-in", Step.Kind.CHECK_IN)
def check_in(request: HttpRequest, token: str, user: User, touchpoint: Touchpoint) -> HttpResponse:
    form = check_in_form(request, touchpoint, user, by_link=True)
    if form.is_valid() and keep(form, touchpoint, user, by_link=True):
        return render.done(request, "check_in_answer", token=token)
    return check_in_page(request, form, touchpoint, user, token=token)


def _answer(form: PlainForm, touchpoint: Touchpoint, user: User, question: queries.Question) -> bool:
    """A reason given before isn't shown by the link, so an empty one leaves it as it is."""
    if not form.is_valid():
        return False
    if question.said and not form.cleaned_data.get("reason", "-"):
        form.cleaned_data["reason"] = question.said.reason
    act = meetings.we_met if isinstance(form, MetForm) else meetings.we_did_not
    try:
        with integrity.sentences():
            act(touchpoint, by=user, now=timezone.now(), **form.cleaned_data)
    except integrity.Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return False
    return True
