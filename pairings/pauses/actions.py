"""A pair takes a pause with a day of return, and comes back."""

from datetime import date, datetime

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.life.actions import NO_PAUSE, _record
from pairings.pair import locks, telling
from pairings.pair.models import Pairing
from pairings.times.actions import planning as planned_sessions
from pairings.touchpoints import days
from programs.program.models import Membership

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "pairing.paused": "paused a pair until {returns_on}",
    "pairing.resumed": "ended the pause of a pair",
}


@transaction.atomic
def pause(pairing: Pairing, *, returns_on: date, cancels_sessions: bool = True, by: User, now: datetime) -> None:
    """No reminders until they are back. They come back by themselves on `returns_on`, or earlier by `resume`.

    `cancels_sessions`: what is planned before that day doesn't take place.
    """
    if returns_on <= pairing.program.today(now):
        raise Refused("Choose a day after today.", field="returns_on")
    if returns_on > pairing.ends_on:
        raise Refused(f"Choose a day up to {dates.day(pairing.ends_on)}, their last day.", field="returns_on")
    if locks.pairing(pairing.pk).state != Pairing.State.ACTIVE:
        raise Refused("Only an active pair can take a pause.")
    begin_pause(pairing, returns_on=returns_on, by=by, now=now)
    if cancels_sessions:
        planned_sessions.cancel_during_pause(pairing, returns_on=returns_on, by=by, now=now)


@transaction.atomic
def resume(pairing: Pairing, *, by: User | None, now: datetime) -> None:
    """Back from the pause: what is open moves by the days they were away. `by=None`: their day of return came."""
    if locks.pairing(pairing.pk).state != Pairing.State.PAUSED:
        raise Refused("This pair isn’t taking a pause.")
    away = absent_of(pairing)
    if away and away.returns_on:
        raise Refused(f"{away.user} is away until {dates.day(away.returns_on)}. End that pause first.")
    end_pause(pairing, by=by, now=now)


def begin_pause(
    pairing: Pairing, *, returns_on: date, away: Membership | None = None, by: User | None, now: datetime
) -> None:
    """For a pair that is locked and active; `away` is the one it pauses for."""
    pause_values = {"paused_on": pairing.program.today(now), "returns_on": returns_on, "paused_for": away}
    Pairing.objects.filter(pk=pairing.pk).update(state=Pairing.State.PAUSED, **pause_values)
    entry = _record("pairing.paused", pairing, by=by, now=now, returns_on=returns_on.isoformat())
    telling.tell_pair("pairing_paused", pairing, entry, by=by, but=away, now=now)
    pairing.refresh_from_db(fields=["state", *NO_PAUSE])


def end_pause(pairing: Pairing, *, by: User | None, now: datetime) -> None:
    """For a pair that is locked and on a pause."""
    paused, today = Pairing.objects.select_related("program").get(pk=pairing.pk), pairing.program.today(now)
    Pairing.objects.filter(pk=pairing.pk).update(state=Pairing.State.ACTIVE, **NO_PAUSE)
    paused_on = paused.paused_on or today
    days.shift_open(paused, paused_on=paused_on, today=today)
    entry = _record("pairing.resumed", pairing, by=by, now=now, days=max(0, (today - paused_on).days))
    telling.tell_pair("pairing_resumed", pairing, entry, by=by, now=now)
    pairing.refresh_from_db(fields=["state", *NO_PAUSE])


def absent_of(pairing: Pairing) -> Membership | None:
    """The one of the two who is away, the one who is back last if both are. Asked anew, after the pair was locked."""
    two = Membership.objects.filter(pk__in=[pairing.mentor_id, pairing.mentee_id], away_from__isnull=False)
    return two.select_related("user").order_by("-returns_on", "pk").first()
