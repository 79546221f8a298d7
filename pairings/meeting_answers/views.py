"""“Did you meet?”, behind the link in an email: about a step, or about a planned session."""

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
from pairings.meeting_answers.forms import MetForm, NotHeldForm, NotMetForm
from pairings.pair.models import Pairing
from pairings.times import access as times_access
from pairings.times.models import PlannedSession
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
        **_forms(met, not_met, said_no=said_no),
        **_about(touchpoint.pairing, user, reverse("answer", args=[token])),
        "question": question,
        "planned_for": touchpoint.due_on,
        "is_open": question.is_open,
        "may_move": question.may_move,
    }
    return render.form_page(request, "pairings/meeting_answers/answer.html", context, partial="answer")


@answering.by_link("met")
def planned(request: HttpRequest, token: str, user: User, pk: int) -> HttpResponse:
    """About a planned session whose time has come; the same questions, and the step moves only where one waits."""
    found, now = times_access.planned_session_for_pair(user, pk), timezone.now()
    question = queries.planned_question(found, user, now=now)
    page = reverse("planned_session", args=[found.pk])
    if question.is_answered and answering.only_looks(request):
        return answering.answered(request, sign_in=page, may_change=question.may_change)
    if question.over:
        return answering.over(request, question.over, sign_in=page)
    posted = request.POST if request.method == "POST" else None
    said_no = (posted or request.GET).get("met") == "no"
    met = MetForm(None if said_no else posted, today=user.today(now), initial=question.first_values)
    not_met: PlainForm = (NotMetForm if question.step else NotHeldForm)(
        posted if said_no else None, initial=question.first_values
    )
    if posted is not None and _answer_planned(not_met if said_no else met, found, user, question):
        return render.done(request, "planned_met", token=token)
    context: dict[str, Any] = {
        **_forms(met, not_met, said_no=said_no),
        **_about(found.pairing, user, reverse("planned_met", args=[token])),
        "planned_for": found.starts_at.astimezone(user.zone).date(),
        "is_open": True,
        "may_move": True,
    }
    return render.form_page(request, "pairings/meeting_answers/answer.html", context, partial="answer")


def _answer_planned(form: PlainForm, found: PlannedSession, user: User, question: queries.PlannedQuestion) -> bool:
    if not form.is_valid():
        return False
    with refusals.on(form) as done:
        if isinstance(form, MetForm):
            meetings.planned_met(found, by=user, now=timezone.now(), **form.cleaned_data)
        else:
            said = form.cleaned_data
            meetings.planned_not_met(found, step=question.step, by=user, now=timezone.now(), **said)
    return done.is_done


def _forms(met: PlainForm, not_met: PlainForm, *, said_no: bool) -> dict[str, Any]:
    return {"met": met, "not_met": not_met, "said_no": said_no, "form": not_met if said_no else met}


def _about(pairing: Pairing, user: User, address: str) -> dict[str, Any]:
    return {"pairing": pairing, "partner": pairing.partner_of(user), "address": address}


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
