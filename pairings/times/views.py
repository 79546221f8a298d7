"""Find a time together, change what is planned, read it in a calendar; also from a mail, without signing in."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering import views as answering
from mentoring.notifications.answering.views import by_link
from mentoring.web import refusals, render
from pairings.calendars import access as calendars_access
from pairings.calendars import clocks
from pairings.pair import access as pair_access
from pairings.pair.models import Pairing
from pairings.sessions import queries as session_queries
from pairings.times import access as times_access
from pairings.times import ics as times_ics
from pairings.times import queries as times_queries
from pairings.times.actions import planning as planned_sessions
from pairings.times.actions import proposing as time_proposals
from pairings.times.forms import NONE, CancelForm, MoveForm, PickForm, ProposeForm, first_times
from pairings.times.models import PlannedSession, TimeProposal
from pairings.times.next_steps import meeting_link


@login_required
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    pairing = pair_access.live_pairing_for_pair(user, pk)
    partner, theirs = pairing.partner_of(user), times_queries.open_proposal(pairing, besides=user)
    is_sent, booked = request.method == "POST", times_queries.sessions_of(user, now=now)
    first = {} if is_sent else _first_values(pairing, user, theirs, booked)
    form = ProposeForm(request.POST if is_sent else None, by=user, partner=partner, booked=booked, initial=first)
    if form.is_valid():
        with refusals.on(form) as done:
            time_proposals.propose(pairing, by=user, now=now, **form.proposal())
        if done:
            return render.done(request, "pair", f"{partner.first_name} gets an email with your times.", pk=pk)
    context = {"form": form, "pairing": pairing, "partner": partner, "theirs": theirs}
    return render.form_page(request, "pairings/times/times_propose.html", context)


def _first_values(
    pairing: Pairing, user: User, theirs: TimeProposal | None, booked: list[times_queries.Booked]
) -> dict[str, Any]:
    last = session_queries.last(pairing)
    minutes = theirs.minutes if theirs else last.minutes if last else pairing.program.session_minutes
    before = times_queries.last_planned(pairing)
    moments = times_queries.suggestions(pairing, user, minutes=minutes, last=before, booked=booked, now=timezone.now())
    return {
        **first_times(moments, user.zone),
        "minutes": minutes,
        "place": before.place if before else "",
        "seen": theirs.pk if theirs else None,
    }


@login_required
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    return _answer(request, times_access.time_proposal_for_pair(request.user, pk), request.user)


@by_link("time")
def proposal_by_link(request: HttpRequest, token: str, user: User, pk: int) -> HttpResponse:
    found = times_access.time_proposal_for_pair(user, pk)
    question = times_queries.question(found, user, now=timezone.now())
    page = reverse("time_proposal", args=[found.pk])
    if question.is_answered and request.method != "POST":
        return answering.answered(request, sign_in=page)
    if question.over:
        return answering.over(request, question.over, sign_in=page)
    response = _answer(request, found, user, token=token)
    if question.is_answered and response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        return answering.over(request, "Your answer wasn’t changed.", sign_in=page)  # and shows no times
    return response


def _answer(request: HttpRequest, found: TimeProposal, user: User, *, token: str = "") -> HttpResponse:
    now, partner = timezone.now(), found.pairing.partner_of(user)
    planned = times_queries.planned_from(found)
    times = [(time, clocks.when(time.starts_at, user, partner)) for time in found.times_after(now)]
    form = PickForm(request.POST or None, times=times, initial={"answer": _preselected(request, found, planned)})
    if request.method == "POST" and form.is_valid() and _pick(form, found, user):
        if token:
            return render.done(request, "time_answer", token=token)
        return _after(request, found, form)
    context = {
        "form": form,
        "proposal": found,
        "pairing": found.pairing,
        "partner": partner,
        "planned": planned,
        "when": clocks.when(planned.starts_at, user, partner) if planned and planned.is_planned else "",
        "times": times,
        "is_mine": found.proposed_by_id == user.pk,
        "may_answer": times_queries.may_answer(found, planned, user, now=now) and bool(times),
        "token": token,
    }
    return render.form_page(request, "pairings/times/time_proposal.html", context, partial="answer")


def _preselected(request: HttpRequest, found: TimeProposal, planned: PlannedSession | None) -> str | None:
    if request.GET.get("t"):
        return request.GET["t"]
    if planned and planned.is_planned:
        time = found.time_at(planned.starts_at)
        return str(time.pk) if time else None
    return NONE if found.state == TimeProposal.State.DECLINED else None


def _pick(form: PickForm, found: TimeProposal, by: User) -> bool:
    with refusals.on(form) as done:
        if form.picked is None:
            time_proposals.none_fits(found, by=by, now=timezone.now())
        else:
            time_proposals.pick(found, time=form.picked, by=by, now=timezone.now())
    return done.is_done


def _after(request: HttpRequest, found: TimeProposal, form: PickForm) -> HttpResponse:
    planned = times_queries.planned_from(found) if form.picked else None
    if planned is None:
        return render.done(request, "times_propose", "Thank you. Propose times that suit you.", pk=found.pairing_id)
    partner = found.proposed_by.first_name
    return render.done(request, "planned_session", f"It is planned. {partner} gets an invitation.", pk=planned.pk)


@login_required
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    found = times_access.time_proposal_for_pair(request.user, pk)
    with refusals.back_to(request, "pair", pk=found.pairing_id):
        time_proposals.withdraw(found, by=request.user, now=timezone.now())
    return render.done(request, "pair", "Your times are taken back.", pk=found.pairing_id)


@login_required
@require_POST
def same_time(request: SignedInRequest, pk: int) -> HttpResponse:
    """“Same time in two weeks?” plans it at once; the partner is told and may say that it doesn't fit."""
    user, now = request.user, timezone.now()
    pairing = pair_access.live_pairing_for_pair(user, pk)
    last = times_queries.last_begun(pairing, now=now)
    moment = times_queries.same_time(pairing, times_queries.as_planned(last), user, now=now) if last else None
    if last is None or moment is None:
        return render.refused(request, "times_propose", "There is no last time to go by. Propose one.", pk=pk)
    with refusals.back_to(request, "times_propose", pk=pk):
        planned = planned_sessions.book(
            pairing, starts_at=moment, minutes=last.minutes, place=last.place, by=user, now=now
        )
    partner = pairing.partner_of(user).first_name
    return render.done(request, "planned_session", f"It is planned. {partner} gets an invitation.", pk=planned.pk)


@login_required
@require_safe
def planned_session(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    planned = times_access.planned_session_for_pair(user, pk)
    context = {
        **_about(planned, user, now),
        "google": times_ics.google_link(planned, user),
        "outlook": times_ics.outlook_link(planned, user),
        "may_log": times_queries.may_be_logged(planned, now=now),
        "not_met": meeting_link(user, times_queries.as_planned(planned)),
        "is_link": planned.place.startswith("https://"),
    }
    return render.page(request, "pairings/times/planned_session.html", context)


@login_required
@require_safe
def ics_file(request: SignedInRequest, pk: int) -> HttpResponse:
    planned = times_access.planned_session_for_pair(request.user, pk)
    response = HttpResponse(times_ics.file(planned, request.user), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response


@login_required
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    planned = times_access.planned_session_for_pair(user, pk)
    form = MoveForm(request.POST or None, zone=user.zone, initial=_planned_values(planned, user))
    if form.is_valid():
        with refusals.on(form, starts_at="clock") as done:
            planned_sessions.move(planned, by=user, now=now, **form.change())
        if done:
            partner = planned.pairing.partner_of(user).first_name
            return render.done(request, "planned_session", f"Saved. {partner} hears about it.", pk=pk)
    return render.form_page(request, "pairings/times/planned_move.html", {"form": form, **_about(planned, user, now)})


@login_required
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    planned = times_access.planned_session_for_pair(user, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals.on(form) as done:
            planned_sessions.cancel(planned, by=user, now=now, **form.cleaned_data)
        if done:
            partner = planned.pairing.partner_of(user).first_name
            return render.done(request, "pair", f"It is cancelled. {partner} hears about it.", pk=planned.pairing_id)
    return render.form_page(request, "pairings/times/planned_cancel.html", {"form": form, **_about(planned, user, now)})


@by_link("planned")
def planned_by_link(request: HttpRequest, token: str, user: User, pk: int) -> HttpResponse:
    """“It doesn't fit” and, until the session begins, “It fits after all”."""
    now = timezone.now()
    planned = times_access.planned_session_for_pair(user, pk)
    page = reverse("planned_session", args=[planned.pk])
    if over := times_queries.over(planned, user, now=now):
        return answering.over(request, over, sign_in=page)
    if not planned.is_planned and answering.only_looks(request):
        return answering.answered(request, sign_in=page, may_change=True)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals.on(form) as done:
            if "fits" in request.POST:
                planned_sessions.put_back(planned, by=user, now=now)
            else:
                planned_sessions.cancel(planned, by=user, now=now, **form.cleaned_data)
        if done:
            return render.done(request, "planned_answer", token=token)
    context = {"form": form, "token": token, **_about(planned, user, now)}
    return render.form_page(request, "pairings/times/planned_answer.html", context, partial="answer")


def _about(planned: PlannedSession, user: User, now: datetime) -> dict[str, Any]:
    partner = planned.pairing.partner_of(user)
    return {
        "planned": planned,
        "pairing": planned.pairing,
        "partner": partner,
        "when": clocks.when(planned.starts_at, user, partner),
        "may_change": planned.pairing.is_live and planned.starts_at > now,
        "has_begun": planned.starts_at <= now,
    }


def _planned_values(planned: PlannedSession, user: User) -> dict[str, Any]:
    here = planned.starts_at.astimezone(user.zone)
    return {
        "day": here.date(),
        "clock": here.time(),
        "minutes": planned.minutes,
        "place": planned.place,
        "note": planned.note,
        "seen": planned.sequence,
    }


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """For calendar programs, which can't sign in: whoever has the token may read."""
    user = calendars_access.feed_owner(token)
    content = times_ics.feed(times_queries.in_feed(user, now=timezone.now()), user)
    etag = times_ics.etag(content)
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        content, content_type="text/calendar; charset=utf-8"
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
