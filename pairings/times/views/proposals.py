"""Find a time: propose up to three, pick one, take them back; also from the mail, without signing in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering.views import by_link
from mentoring.web import refusals, render
from pairings.calendars import clocks
from pairings.pair import access as pair_access
from pairings.pair.models import Pairing
from pairings.sessions import queries as session_queries
from pairings.times import access as times_access
from pairings.times import queries as times_queries
from pairings.times.actions import planning as planned_sessions
from pairings.times.actions import proposing as time_proposals
from pairings.times.forms import NONE, PickForm, ProposeForm, first_times
from pairings.times.models import PlannedSession, TimeProposal


@login_required
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    pairing = pair_access.live_pairing_for_pair(user, pk)
    theirs = times_queries.open_proposal(pairing, besides=user)
    if request.method == "POST":
        form = ProposeForm(request.POST, zone=user.zone)
    else:
        form = ProposeForm(zone=user.zone, initial=_first_values(pairing, user, theirs))
    if form.is_valid():
        with refusals.on(form) as done:
            time_proposals.propose(pairing, by=user, now=timezone.now(), **form.proposal())
        if done:
            partner = pairing.partner_of(user).first_name
            return render.done(request, "pair", f"{partner} gets a mail with your times.", pk=pk)
    context = {"form": form, "pairing": pairing, "partner": pairing.partner_of(user), "theirs": theirs}
    return render.form_page(request, "pairings/times/times_propose.html", context)


@login_required
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    return _answer(request, times_access.time_proposal_for_pair(request.user, pk), request.user)


@by_link("time")
def proposal_by_link(request: HttpRequest, token: str, user: User, pk: int) -> HttpResponse:
    return _answer(request, times_access.time_proposal_for_pair(user, pk), user, token=token)


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


def _first_values(pairing: Pairing, user: User, theirs: TimeProposal | None) -> dict[str, Any]:
    last = session_queries.last(pairing)
    minutes = theirs.minutes if theirs else last.minutes if last else pairing.program.session_minutes
    before = times_queries.last_planned(pairing)
    moments = times_queries.suggestions(pairing, user, minutes=minutes, last=before, now=timezone.now())
    return {
        **first_times(moments, user.zone),
        "minutes": minutes,
        "place": before.place if before else "",
        "seen": theirs.pk if theirs else None,
    }


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
