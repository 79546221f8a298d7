"""A session is planned, moved, cancelled. The other is told; who did it isn't. Nobody is in two places at once."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from psycopg.types.range import TimestamptzRange

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.calendars import clocks
from pairings.pair.models import Pairing
from pairings.times.models import Attendance, PlannedSession, TimeProposal
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "planned_session.booked": "planned a session of {minutes} minutes for {day}",
    "planned_session.moved": "changed a planned session: {minutes} minutes on {day}",
    "planned_session.cancelled": "cancelled the session planned for {day}",
}


@transaction.atomic
def book(
    pairing: Pairing,
    *,
    starts_at: datetime,
    minutes: int,
    place: str = "",
    note: str = "",
    proposal: TimeProposal | None = None,
    by: User,
    now: datetime,
) -> PlannedSession:
    """Plan a session for both, and tell the other. Load the pairing `with_people()`."""
    lock_pairing(pairing)
    _must_fit(pairing, starts_at, by=by, now=now)
    _lock_both(pairing)
    _refuse_clash(pairing, starts_at, minutes, by=by)
    planned = PlannedSession.objects.create(
        pairing=pairing,
        proposal=proposal,
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        note=note,
        changed_by=by,
        changed_at=now,
    )
    for person in (pairing.mentor.user, pairing.mentee.user):
        Attendance.objects.create(planned_session=planned, user=person, during=_during(starts_at, minutes))
    _after(planned, "session_invited", "planned_session.booked", by=by, now=now)
    return planned


@transaction.atomic
def move(
    planned: PlannedSession,
    *,
    starts_at: datetime,
    minutes: int,
    place: str,
    note: str,
    word: str = "",
    seen: int | None = None,
    by: User,
    now: datetime,
) -> PlannedSession:
    """Another time, length or place; `seen` is the sequence that was on the page: a newer one isn't overwritten."""
    planned = _lock(planned)
    if not planned.is_planned:
        raise Refused("This session was cancelled meanwhile, so it can’t be moved. Plan another one.")
    _refuse_begun(planned, now)
    if seen is not None and seen != planned.sequence:
        who, when = planned.changed_by.first_name, clocks.when(planned.starts_at, by)
        raise Refused(f"{who} has changed this session meanwhile: it is planned for {when} now. Look at it, then save.")
    wanted = (starts_at, minutes, place, note)
    if wanted != (planned.starts_at, planned.minutes, planned.place, planned.note):
        planned.minutes, planned.place, planned.note = minutes, place, note
        _put(planned, starts_at, word=word, by=by, now=now)
        _after(planned, "session_invited", "planned_session.moved", by=by, now=now)
    return planned


@transaction.atomic
def put_back(planned: PlannedSession, *, starts_at: datetime | None = None, by: User, now: datetime) -> PlannedSession:
    """An answer was changed: the session stands, at this time or at the one it had. In calendars it is the same one."""
    planned = _lock(planned)
    wanted = starts_at or planned.starts_at
    if planned.is_planned and wanted == planned.starts_at:
        return planned
    if not planned.is_planned and planned.changed_by_id != by.pk:
        raise Refused(f"{planned.changed_by.first_name} has cancelled this session. Propose other times.")
    if planned.is_planned:
        _refuse_begun(planned, now)
    _put(planned, wanted, word="", by=by, now=now)
    _after(planned, "session_invited", "planned_session.moved", by=by, now=now)
    return planned


@transaction.atomic
def cancel(planned: PlannedSession, *, word: str = "", by: User, now: datetime) -> None:
    """It won't take place; a second time changes nothing. `word` is for the other."""
    planned = _lock(planned)
    if not planned.pairing.has(by):
        raise Refused("Only the mentor and the mentee of this pair plan its sessions.")
    if planned.is_planned:
        _refuse_begun(planned, now)
        _cancel(planned, word=word, by=by, now=now)


def cancel_all(pairing: Pairing, *, by: User | None, now: datetime) -> None:
    """The pair has ended: nothing that was still to come takes place, and both hear it who didn't end it."""
    TimeProposal.objects.open().filter(pairing=pairing).update(state=TimeProposal.State.WITHDRAWN)
    for planned in pairing.planned_sessions.coming(now).with_people().select_for_update(of=("self",)):
        _cancel(planned, word="", by=by, now=now)


def cancel_during_pause(pairing: Pairing, *, returns_on: date, by: User | None, now: datetime) -> None:
    """What was planned before the day of their return doesn't take place; both calendars hear it, also of who pauses.

    For a pair that is locked. Called again with a later day, it cancels what lies between.
    """
    back = datetime.combine(returns_on, time(), pairing.program.zone)
    planned = pairing.planned_sessions.coming(now).filter(starts_at__lt=back)
    for one in planned.with_people().select_for_update(of=("self",)):
        _cancel(one, word="", by=by, now=now, tells_both=True)


def follow(pairing: Pairing, *, by: User, now: datetime) -> None:
    """The open session step is due on the day of the next planned session, so that its reminders speak of that day.

    A step that is late since the day of a session planned for then waits for its log: it stays.
    """
    program = pairing.program
    upcoming = pairing.planned_sessions.coming(now).first()
    if upcoming is None:
        return
    step = pairing.touchpoints.open().filter(step__kind=Step.Kind.SESSION).select_related("step", "pairing__program")
    touchpoint = step.first()
    if touchpoint is None:
        return
    if touchpoint.due_on < program.today(now):
        begun = pairing.planned_sessions.standing().filter(starts_at__lte=now).values_list("starts_at", flat=True)
        if touchpoint.due_on in {moment.astimezone(program.zone).date() for moment in begun}:
            return
    day = upcoming.starts_at.astimezone(program.zone).date()
    with suppress(Refused):  # a step that can't be moved there stays; that is no reason not to meet, or not to log
        touchpoints.postpone(touchpoint, to=day, by=by, now=now)


def lock_pairing(pairing: Pairing) -> None:
    """Whoever plans waits for whoever ends the pair. Locks go from the pair to its sessions, people and steps."""
    Pairing.objects.select_for_update(no_key=True).get(pk=pairing.pk)
    pairing.refresh_from_db(fields=["state", "ends_on"])


def _must_fit(pairing: Pairing, starts_at: datetime, *, by: User, now: datetime) -> None:
    if not pairing.has(by):
        raise Refused("Only the mentor and the mentee of this pair plan its sessions.")
    if not pairing.is_live:
        raise Refused("This pair has ended: no more sessions can be planned.")
    if starts_at <= now:
        raise Refused("This time has passed. Choose one that is still to come.", field="starts_at")
    if starts_at.astimezone(pairing.program.zone).date() > pairing.ends_on:
        last = dates.day(pairing.ends_on)
        raise Refused(f"Choose a day up to {last}, your last day as a pair.", field="starts_at")


def _lock(planned: PlannedSession) -> PlannedSession:
    lock_pairing(planned.pairing)
    return PlannedSession.objects.select_for_update(of=("self",)).with_people().get(pk=planned.pk)


def _lock_both(pairing: Pairing) -> None:
    """Two that book one person at the same moment wait for each other here, in one order: the second sees the first.

    Without this the exclusion constraint would still hold, but the two might wait in a circle.
    """
    two = [pairing.mentor.user_id, pairing.mentee.user_id]
    list(User.objects.select_for_update(no_key=True).filter(pk__in=two).order_by("pk").values_list("pk"))


def _refuse_clash(
    pairing: Pairing, starts_at: datetime, minutes: int, *, by: User, besides: PlannedSession | None = None
) -> None:
    """One's own session is named; of the partner's nothing but that there is one."""
    two = [pairing.mentor.user_id, pairing.mentee.user_id]
    taken = Attendance.objects.filter(user__in=two, active=True, during__overlap=_during(starts_at, minutes))
    clashes = {one.user_id: one for one in taken.exclude(planned_session=besides)}
    if by.pk in clashes:
        span = dates.span(clashes[by.pk].during.lower, clashes[by.pk].during.upper, by.zone)
        raise Refused(f"You have another session on {span}. Choose another time.", field="starts_at")
    if clashes:
        name = pairing.partner_of(by).first_name
        raise Refused(f"{name} has another session at that time. Choose another time.", field="starts_at")


def _refuse_begun(planned: PlannedSession, now: datetime) -> None:
    if planned.starts_at <= now:
        raise Refused("The time of this session has come, so it can’t be changed any more. Log it, or plan the next.")


def _put(planned: PlannedSession, starts_at: datetime, *, word: str, by: User, now: datetime) -> None:
    pairing = planned.pairing
    _must_fit(pairing, starts_at, by=by, now=now)
    _lock_both(pairing)
    _refuse_clash(pairing, starts_at, planned.minutes, by=by, besides=planned)
    planned.starts_at, planned.state = starts_at, PlannedSession.State.PLANNED
    _save(planned, word=word, by=by, now=now)
    planned.attendances.update(during=_during(starts_at, planned.minutes), active=True)


def _cancel(planned: PlannedSession, *, word: str, by: User | None, now: datetime, tells_both: bool = False) -> None:
    planned.state = PlannedSession.State.CANCELLED
    _save(planned, word=word, by=by, now=now)
    planned.attendances.update(active=False)
    _after(planned, "session_cancelled", "planned_session.cancelled", by=by, now=now, tells_both=tells_both)


def _save(planned: PlannedSession, *, word: str, by: User | None, now: datetime) -> None:
    planned.sequence += 1
    planned.word, planned.changed_at = word, now
    planned.changed_by = by or planned.changed_by
    planned.save()


def _after(
    planned: PlannedSession, kind: str, verb: str, *, by: User | None, now: datetime, tells_both: bool = False
) -> None:
    """The step follows, the other is told, the trail says the day and nothing of the words."""
    pairing = planned.pairing
    if by and planned.is_planned:
        follow(pairing, by=by, now=now)
    for member in (pairing.mentor, pairing.mentee):
        if by is None or member.user_id != by.pk or tells_both:
            outbox.tell(
                member.user,
                kind,
                key=f"{kind}:{planned.pk}:{planned.sequence}:{member.pk}",
                payload={"planned_session": planned.pk, "sequence": planned.sequence, "membership": member.pk},
                program_id=pairing.program_id,
                pairing_id=pairing.pk,
                now=now,
            )
    day = planned.starts_at.astimezone(pairing.program.zone).date()
    details: dict[str, Any] = {"day": day.isoformat(), "minutes": planned.minutes}
    record(verb, planned, by=by, program_id=pairing.program_id, pairing_id=pairing.pk, now=now, **details)


def _during(starts_at: datetime, minutes: int) -> TimestamptzRange:
    return TimestamptzRange(starts_at, starts_at + timedelta(minutes=minutes))
