"""What came of a planned session: it was logged, or it did not take place. Either ends its reminders."""

from datetime import date, datetime

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.pair import acting
from pairings.pair.acting import Act
from pairings.sessions import queries as sessions
from pairings.sessions.models import Session
from pairings.times.actions import planning
from pairings.times.models import PlannedSession

# What the activity page says after the actor's name.
SENTENCES = {
    "planned_session.not_held": "said that the session planned for {day} did not take place",
}

State = PlannedSession.State


def logged(session: Session, planned: PlannedSession | None, act: Act) -> PlannedSession | None:
    """Tie what was logged to the session that was planned: to `planned` or, if none is named, to one of its day.

    Returns the planned session; None if there was none.
    """
    found = _locked(planned, act) if planned else _of_day(session.held_on, act)
    if found is None:
        return None
    if found.session_id and found.session_id != session.pk:
        raise Refused("This session is logged already. Your text is still here: add it to that session.")
    found.session, found.state = session, State.PLANNED
    found.save(update_fields=["session", "state"])
    return found


def not_held(planned: PlannedSession, *, by: User, now: datetime) -> None:
    """It was planned, and they didn't meet. A second time changes nothing. Raises Refused."""
    with acting.on(planned, by=by, now=now, only=planning.WHO_CANCEL) as act:
        found = _locked(planned, act)
        if found.state == State.NOT_HELD:
            return
        if not sessions.may_be_added_to(act.pairing, today=act.today):
            planning.THE_TWO.check(act)
        if found.session_id:
            raise Refused("This session is logged already.")
        found.state = State.NOT_HELD
        found.save(update_fields=["state"])
        day = found.starts_at.astimezone(act.pairing.program.zone).date()
        act.record("planned_session.not_held", found, day=day.isoformat())
        if act.pairing.is_live:
            planning.follow(act)


def not_held_on(day: date, act: Act) -> None:
    """The two didn't meet on this day: so what they had planned for it did not take place."""
    found = _of_day(day, act)
    if found:
        not_held(found, by=act.member.user, now=act.now)


def _locked(planned: PlannedSession, act: Act) -> PlannedSession:
    found = PlannedSession.objects.select_for_update(of=("self",)).get(pk=planned.pk, pairing=act.pairing)
    found.pairing = act.pairing
    if found.state == State.CANCELLED:
        raise Refused("This session was canceled, so there is nothing to log.")
    if found.starts_at > act.now:
        raise Refused("This session is still to come. Log it once you have met.")
    return found


def _of_day(day: date, act: Act) -> PlannedSession | None:
    """The first one of that day that has begun and isn't settled; a day by the program's clock or either person's."""
    pairing = act.pairing
    zones = (pairing.program.zone, pairing.mentor.user.zone, pairing.mentee.user.zone)
    begun = pairing.planned_sessions.unsettled().filter(starts_at__lte=act.now).select_for_update(of=("self",))
    for found in begun.order_by("starts_at", "pk"):
        if day in {found.starts_at.astimezone(zone).date() for zone in zones}:
            found.pairing = pairing
            return found
    return None
