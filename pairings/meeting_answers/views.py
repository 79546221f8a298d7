"""“Did you meet?”, behind the link in a mail."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.notifications.answering import views as answering
from mentoring.web import refusals, render
from mentoring.web.forms import PlainForm
from pairings.meeting_answers import actions as meetings
from pairings.meeting_answers import queries
from pairings.meeting_answers.forms import MetForm, NotMetForm
from pairings.touchpoints.models import Touchpoint
from pairings.touchpoints.views import by_link
from programs.journey.models import Step


@by_link("meeting", Step.Kind.SESSION)
def answer(request: HttpRequest, token: str, user: User, touchpoint: Touchpoint) -> HttpResponse:
    now = timezone.now()
    question = queries.question(touchpoint, user, now=now)
    if closed := _closed(request, touchpoint, question):
        return closed
    posted = request.POST if request.method == "POST" else None
    said_no = (posted or request.GET).get("met") == "no"
    met = MetForm(None if said_no else posted, today=user.today(now), initial=question.first_values)
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
        "said_no": said_no,
        "form": not_met if said_no else met,
    }
    return render.form_page(request, "pairings/meeting_answers/answer.html", context, partial="answer")


def _closed(request: HttpRequest, touchpoint: Touchpoint, question: queries.Question) -> HttpResponse | None:
    page = reverse("pair", args=[touchpoint.pairing_id])
    if request.method == "POST":  # the action says why it can't be done
        return None
    if question.said and answering.only_looks(request):
        return answering.answered(request, sign_in=page, may_change=question.is_open)
    return None if question.is_open else answering.over(request, question.over, sign_in=page)


def _answer(form: PlainForm, touchpoint: Touchpoint, user: User, question: queries.Question) -> bool:
    """The link doesn't show an earlier reason, so an empty one leaves it alone."""
    if not form.is_valid():
        return False
    if question.said and not form.cleaned_data.get("reason", "-"):
        form.cleaned_data["reason"] = question.said.reason
    act = meetings.we_met if isinstance(form, MetForm) else meetings.we_did_not
    with refusals.on(form) as done:
        act(touchpoint, by=user, now=timezone.now(), **form.cleaned_data)
    return done.is_done
