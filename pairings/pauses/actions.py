"""A pair takes a pause until a day of return, and comes back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mentoring.accounts.models import User
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.life.actions import NO_PAUSE
from pairings.pair import acting
from pairings.pair.acting import Act
from pairings.pair.models import Pairing
from pairings.times.actions import planning as planned_sessions
from pairings.touchpoints import days
from programs.program.models import Membership, Program

# What the activity page says after the actor's name.
SENTENCES = {
    "pairing.paused": "paused a pair until {returns_on}",
    "pairing.resumed": "ended the pause of a pair",
}


def refuse_past(returns_on: date, program: Program, *, by: User, now: datetime) -> None:
    """Raises Refused for a day that has begun in the program; its name is said where it isn't today for `by`."""
    today = program.today(now)
    if returns_on <= today:
        name = "today" if by.today(now) == today else dates.day(today)
        raise Refused(f"Choose a day after {name}.", field="returns_on")


def pause(pairing: Pairing, *, returns_on: date, cancels_sessions: bool = True, by: User, now: datetime) -> None:
    """Pause a pair, without reminders, until `returns_on` or an earlier `resume`. Raises Refused.

    The hourly task brings it back. `cancels_sessions` also cancels what is planned before that day.
    """
    refuse_past(returns_on, pairing.program, by=by, now=now)
    if returns_on > pairing.ends_on:
        raise Refused(f"Choose a day up to {dates.day(pairing.ends_on)}, their last day.", field="returns_on")
    with acting.on(pairing, by=by, now=now) as act:
        if act.pairing.state != Pairing.State.ACTIVE:
            raise Refused("Only an active pair can take a pause.")
        begin_pause(act, returns_on=returns_on)
        if cancels_sessions:
            planned_sessions.cancel_during_pause(act, returns_on=returns_on)
    pairing.refresh_from_db(fields=["state", *NO_PAUSE])


def resume(pairing: Pairing, *, by: User | None, now: datetime) -> None:
    """End a pair's pause and move its open steps by the days away. Raises Refused while one of the two is away."""
    with acting.on(pairing, by=by, now=now) as act:
        if act.pairing.state != Pairing.State.PAUSED:
            raise Refused("This pair isn’t taking a pause.")
        away = absent_of(pairing)
        if away and away.returns_on:
            raise Refused(f"{away.user} is away until {dates.day(away.returns_on)}. End that pause first.")
        end_pause(act)
    pairing.refresh_from_db(fields=["state", *NO_PAUSE])


def begin_pause(act: Act, *, returns_on: date, away: Membership | None = None) -> None:
    """Pause an active pair; `away` is the one it pauses for, who is told another way."""
    pause = {"paused_on": act.today, "returns_on": returns_on, "paused_for": away}
    _set(act.pairing, Pairing.State.PAUSED, pause)
    entry = act.record("pairing.paused", act.pairing, returns_on=returns_on.isoformat())
    act.tell_both("pairing_paused", entry, but=away)


def end_pause(act: Act) -> None:
    paused_on = act.pairing.paused_on or act.today
    _set(act.pairing, Pairing.State.ACTIVE, NO_PAUSE)
    days.shift_open(act.pairing, paused_on=paused_on, today=act.today)
    entry = act.record("pairing.resumed", act.pairing, days=max(0, (act.today - paused_on).days))
    act.tell_both("pairing_resumed", entry)


def absent_of(pairing: Pairing) -> Membership | None:
    """The one of the two who is away, or who returns last if both are; None if neither is.

    It asks the database again, so lock the pair first.
    """
    two = Membership.objects.filter(pk__in=[pairing.mentor_id, pairing.mentee_id], away_from__isnull=False)
    return two.select_related("user").order_by("-returns_on", "pk").first()


def _set(pairing: Pairing, state: str, pause: Mapping[str, Any]) -> None:
    pairing.state = state
    for name, value in pause.items():
        setattr(pairing, name, value)
    pairing.save(update_fields=["state", *pause])
