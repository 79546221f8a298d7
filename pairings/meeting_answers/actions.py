"""“Did you two meet?”: one person's answer, which they can change. Nothing is logged twice."""

import uuid
from datetime import date, datetime

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.logbook import actions as sessions
from pairings.meeting_answers import queries
from pairings.meeting_answers.models import MeetingAnswer
from pairings.pair import acting
from pairings.pair.acting import Act
from pairings.sessions.models import Session
from pairings.times.actions import settling
from pairings.times.models import PlannedSession
from pairings.touchpoints import actions as touchpoints
from pairings.touchpoints.models import Touchpoint
from programs.program.models import Membership

STAYS = "This session can’t be taken back any more. Sign in and open it to change its day or length."


def we_met(touchpoint: Touchpoint, *, held_on: date, minutes: int, by: User, now: datetime) -> Session:
    """Log the session, or correct the one that this person's earlier answer logged. Raises Refused."""
    with acting.on(touchpoint, by=by, now=now) as act:
        touchpoint, member = _asked(touchpoint, act, by=by)
        session = session_of(touchpoint, member)
        if session:
            _correct(session, held_on=held_on, minutes=minutes, by=by, now=now)
        else:
            _must_be_unlogged(touchpoint, act)
            session = sessions.log(
                act.pairing,
                held_on=held_on,
                minutes=minutes,
                by=by,
                now=now,
                form_key=form_key(touchpoint, member),
                touchpoint=touchpoint if touchpoint.state == Touchpoint.State.OPEN else None,
            )
        _keep(touchpoint, member, now=now, met=True, on=held_on, minutes=minutes, reason="")
    return session


def we_did_not(touchpoint: Touchpoint, *, to: date, reason: str = "", by: User, now: datetime) -> None:
    """Move the session to another day, and take back one that this person's earlier answer logged. Raises Refused."""
    with acting.on(touchpoint, by=by, now=now) as act:
        touchpoint, member = _asked(touchpoint, act, by=by)
        session = session_of(touchpoint, member)
        if session:
            _take_back(session, touchpoint, act)
        else:
            _must_be_unlogged(touchpoint, act)
        settling.not_held_on(touchpoint.due_on, act)
        touchpoints.postpone(touchpoint, to=to, reason=reason, by=by, now=now)
        _keep(touchpoint, member, now=now, met=False, on=to, minutes=None, reason=reason)


def planned_met(planned: PlannedSession, *, held_on: date, minutes: int, by: User, now: datetime) -> Session:
    """Log the planned session, or correct the one that this person's earlier answer logged. Raises Refused."""
    with acting.on(planned, by=by, now=now) as act:
        if session := queries.planned_session_of(planned, by):
            _correct(session, held_on=held_on, minutes=minutes, by=by, now=now)
            return session
        return sessions.log(
            act.pairing,
            held_on=held_on,
            minutes=minutes,
            planned=planned,
            by=by,
            now=now,
            form_key=queries.planned_key(planned, by),
        )


def planned_not_met(
    planned: PlannedSession,
    *,
    step: Touchpoint | None = None,
    to: date | None = None,
    reason: str = "",
    by: User,
    now: datetime,
) -> None:
    """The planned session did not take place; the step that waited for it moves to `to`. Raises Refused.

    Takes back a session that this person's earlier answer logged.
    """
    with acting.on(planned, by=by, now=now) as act:
        if session := queries.planned_session_of(planned, by):
            _take_back(session, session.touchpoint, act)
        settling.not_held(planned, by=by, now=now)
        if step and to:
            touchpoints.postpone(step, to=to, reason=reason, by=by, now=now)


def session_of(touchpoint: Touchpoint, member: Membership) -> Session | None:
    found = Session.objects.filter(form_key=form_key(touchpoint, member))
    return found.select_related("pairing__program", "pairing__mentor__user", "pairing__mentee__user", "log").first()


def form_key(touchpoint: Touchpoint, member: Membership) -> uuid.UUID:
    """The same answer sent twice has the same key, so it logs only one session."""
    return uuid.uuid5(queries.NAMESPACE, f"{touchpoint.pk}:{member.pk}")


def member_of(touchpoint: Touchpoint, user: User) -> Membership | None:
    pairing = touchpoint.pairing
    return next((member for member in (pairing.mentor, pairing.mentee) if member.user_id == user.pk), None)


def _asked(touchpoint: Touchpoint, act: Act, *, by: User) -> tuple[Touchpoint, Membership]:
    """Locked, so that of two answers at once the second sees the first, and sees whether the pair has ended."""
    locked = touchpoints.locked(touchpoint, act)
    member = member_of(locked, by)
    if member is None:
        raise Refused("This question is for somebody else.")
    if locked.state == Touchpoint.State.SKIPPED or not act.pairing.is_live:
        raise Refused("This session is no longer planned, so there is nothing to answer.")
    return locked, member


def _must_be_unlogged(touchpoint: Touchpoint, act: Act) -> None:
    if touchpoint.state == Touchpoint.State.DONE:
        raise Refused(f"{act.partner.user.first_name} has already logged this session. All done.")


def _correct(session: Session, *, held_on: date, minutes: int, by: User, now: datetime) -> None:
    sessions.edit(session, held_on=held_on, minutes=minutes, shared_notes=session.log.shared_notes, by=by, now=now)


def _take_back(session: Session, touchpoint: Touchpoint | None, act: Act) -> None:
    """Only while nobody has written anything: an answer never deletes words."""
    has_words = session.log.has_words or session.private_notes.exists()
    if has_words or session.touchpoint_id != (touchpoint.pk if touchpoint else None):
        raise Refused(STAYS)
    act.record("session.taken_back", session)
    session.delete()
    if touchpoint:
        touchpoints.undo(touchpoint, by=act.member.user, now=act.now)


def _keep(
    touchpoint: Touchpoint,
    member: Membership,
    *,
    now: datetime,
    met: bool,
    on: date,
    minutes: int | None,
    reason: str,
) -> None:
    answer = {"met": met, "on": on, "minutes": minutes, "reason": reason, "answered_at": now}
    MeetingAnswer.objects.update_or_create(touchpoint=touchpoint, member=member, defaults=answer)
