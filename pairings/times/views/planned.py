"""The pages of a planned session: see it, move it, cancel it, add it to a calendar, decline it from the mail."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering.views import by_link
from mentoring.web import refusals, render
from pairings.calendars import clocks
from pairings.times import access as times_access
from pairings.times import ics as calendars
from pairings.times.actions import planning as planned_sessions
from pairings.times.forms import CancelForm, MoveForm
from pairings.times.models import PlannedSession


@login_required
@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    planned = times_access.planned_session_for_pair(user, pk)
    context = {
        **_words(planned, user, now),
        "google": calendars.google_link(planned, user),
        "outlook": calendars.outlook_link(planned, user),
        "is_link": planned.place.startswith("https://"),
    }
    return render.page(request, "pairings/times/planned_session.html", context)


@login_required
@require_safe
def ics(request: SignedInRequest, pk: int) -> HttpResponse:
    planned = times_access.planned_session_for_pair(request.user, pk)
    response = HttpResponse(calendars.file(planned, request.user), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response


@login_required
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    planned = times_access.planned_session_for_pair(user, pk)
    form = MoveForm(request.POST or None, zone=user.zone, initial=_values(planned, user))
    if form.is_valid():
        with refusals.on(form, starts_at="clock") as done:
            planned_sessions.move(planned, by=user, now=now, **form.change())
        if done:
            partner = planned.pairing.partner_of(user).first_name
            return render.done(request, "planned_session", f"Saved. {partner} hears about it.", pk=pk)
    return render.form_page(request, "pairings/times/planned_move.html", {"form": form, **_words(planned, user, now)})


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
    return render.form_page(request, "pairings/times/planned_cancel.html", {"form": form, **_words(planned, user, now)})


@by_link("planned")
def answer(request: HttpRequest, token: str, user: User, pk: int) -> HttpResponse:
    """“It doesn't fit” and, until the session begins, “It fits after all”."""
    now = timezone.now()
    planned = times_access.planned_session_for_pair(user, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals.on(form) as done:
            if "fits" in request.POST:
                planned_sessions.put_back(planned, by=user, now=now)
            else:
                planned_sessions.cancel(planned, by=user, now=now, **form.cleaned_data)
        if done:
            return render.done(request, "planned_answer", token=token)
    declined = not planned.is_planned and planned.changed_by_id == user.pk
    context = {"form": form, "token": token, "declined": declined, **_words(planned, user, now)}
    return render.form_page(request, "pairings/times/planned_answer.html", context, partial="answer")


def _words(planned: PlannedSession, user: User, now: datetime) -> dict[str, Any]:
    partner = planned.pairing.partner_of(user)
    return {
        "planned": planned,
        "pairing": planned.pairing,
        "partner": partner,
        "when": clocks.when(planned.starts_at, user, partner),
        "may_change": planned.pairing.is_live and planned.starts_at > now,
        "has_begun": planned.starts_at <= now,
    }


def _values(planned: PlannedSession, user: User) -> dict[str, Any]:
    here = planned.starts_at.astimezone(user.zone)
    return {
        "day": here.date(),
        "clock": here.time(),
        "minutes": planned.minutes,
        "place": planned.place,
        "note": planned.note,
        "seen": planned.sequence,
    }
