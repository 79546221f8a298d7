"""Plan, move and cancel a session. The partner is told, both calendars follow. Nobody is in two places at once."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from psycopg.types.range import TimestamptzRange

from mentoring.accounts.models import User
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.calendars import clocks
from pairings.pair import acting
from pairings.pair.acting import Act, TheTwo, ended
from pairings.pair.models import Pairing
from pairings.times import invited
from pairings.times.models import Attendance, PlannedSession, PlannedSessionQuerySet, TimeProposal
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step

# What the activity page says after the actor's name.
SENTENCES = {
    "planned_session.booked": "planned a session of {minutes} minutes for {day}",
    "planned_session.moved": "changed a planned session: {minutes} minutes on {day}",
    "planned_session.cancelled": "cancelled the session planned for {day}",
}

THE_TWO = TheTwo(
    others="Only the mentor and the mentee of this pair plan its sessions.",
    ended=ended("no more sessions can be planned"),
)
WHO_CANCEL = replace(THE_TWO, ended="")


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
    """Plan a session for both, and tell the partner. Raises Refused, for example if one of the two has another then."""
    with acting.on(pairing, by=by, now=now) as act:
        _must_fit(starts_at, act)
        _lock_both(act.pairing)
        _refuse_clash(starts_at, minutes, act)
        planned = PlannedSession.objects.create(
            pairing=act.pairing,
            proposal=proposal,
            starts_at=starts_at,
            minutes=minutes,
            place=place,
            note=note,
            changed_by=by,
            changed_at=now,
        )
        for person in (act.pairing.mentor.user, act.pairing.mentee.user):
            Attendance.objects.create(planned_session=planned, user=person, during=_during(starts_at, minutes))
        _follow_up(planned, act, "session_invited", "planned_session.booked")
    return planned


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
    """Change the time, length, place or note. Raises Refused.

    `seen` is the sequence that was on the page: a newer change isn't overwritten.
    """
    with acting.on(planned, by=by, now=now) as act:
        planned = _locked(planned, act)
        if not planned.is_planned:
            raise Refused("This session was cancelled meanwhile, so it can’t be moved. Plan another one.")
        _refuse_begun(planned, now)
        if seen is not None and seen != planned.sequence:
            who, when = planned.changed_by.first_name, clocks.when(planned.starts_at, by)
            raise Refused(
                f"{who} has changed this session meanwhile: it is planned for {when} now. Look at it, then save."
            )
        wanted = (starts_at, minutes, place, note)
        if wanted != (planned.starts_at, planned.minutes, planned.place, planned.note):
            planned.minutes, planned.place, planned.note = minutes, place, note
            _put(planned, starts_at, act, word=word)
            _follow_up(planned, act, "session_invited", "planned_session.moved")
    return planned


def put_back(planned: PlannedSession, *, starts_at: datetime | None = None, by: User, now: datetime) -> PlannedSession:
    """The session takes place after all, at `starts_at` or at the time it had. Raises Refused.

    For somebody who changes their answer; in calendars it stays the same event.
    """
    with acting.on(planned, by=by, now=now) as act:
        planned = _locked(planned, act)
        wanted = starts_at or planned.starts_at
        if planned.is_planned and wanted == planned.starts_at:
            return planned
        if not planned.is_planned and planned.changed_by_id != by.pk:
            raise Refused(f"{planned.changed_by.first_name} has cancelled this session. Propose other times.")
        if planned.is_planned:
            _refuse_begun(planned, now)
        _put(planned, wanted, act, word="")
        _follow_up(planned, act, "session_invited", "planned_session.moved")
    return planned


def cancel(planned: PlannedSession, *, word: str = "", by: User, now: datetime) -> None:
    """Cancel the session; a second time changes nothing. `word` is for the partner. Refused once it has begun."""
    with acting.on(planned, by=by, now=now, only=WHO_CANCEL) as act:
        planned = _locked(planned, act)
        if planned.is_planned:
            _refuse_begun(planned, now)
            _cancel(planned, act, word=word)


def cancel_all(act: Act) -> None:
    """Cancel what is still to come, because the pair has ended, and tell whoever didn't end it."""
    TimeProposal.objects.open().filter(pairing=act.pairing).update(state=TimeProposal.State.WITHDRAWN)
    _cancel_each(act.pairing.planned_sessions.coming(act.now), act)


def cancel_during_pause(act: Act, *, returns_on: date) -> None:
    """Cancel what is planned before the day of return. Both are told, even whoever set the pause.

    Called again with a later day, it cancels what lies in between.
    """
    back = datetime.combine(returns_on, time(), act.pairing.program.zone)
    _cancel_each(act.pairing.planned_sessions.coming(act.now).filter(starts_at__lt=back), act, even_oneself=True)


def follow(act: Act) -> None:
    """Move the open session step to the day of the next planned session, so that its reminders name that day.

    A late step stays if a session was planned for its day: it is waiting to be logged.
    """
    pairing, program, now = act.pairing, act.pairing.program, act.now
    upcoming = pairing.planned_sessions.coming(now).first()
    if upcoming is None:
        return
    step = pairing.touchpoints.open().filter(step__kind=Step.Kind.SESSION).select_related("step", "pairing__program")
    touchpoint = step.first()
    if touchpoint is None:
        return
    if touchpoint.due_on < act.today:
        begun = pairing.planned_sessions.standing().filter(starts_at__lte=now).values_list("starts_at", flat=True)
        if touchpoint.due_on in {moment.astimezone(program.zone).date() for moment in begun}:
            return
    day = upcoming.starts_at.astimezone(program.zone).date()
    with suppress(Refused):  # a step that can't be moved there stays; people can still meet, or log
        touchpoints.postpone(touchpoint, to=day, by=act.member.user, now=now)


def _must_fit(starts_at: datetime, act: Act) -> None:
    THE_TWO.check(act)
    if starts_at <= act.now:
        raise Refused("This time has passed. Choose one that is still to come.", field="starts_at")
    if starts_at.astimezone(act.pairing.program.zone).date() > act.pairing.ends_on:
        last = dates.day(act.pairing.ends_on)
        raise Refused(f"Choose a day up to {last}, your last day as a pair.", field="starts_at")


def _locked(planned: PlannedSession, act: Act) -> PlannedSession:
    """Lock order: the pair, then its sessions, people and steps."""
    found = PlannedSession.objects.select_for_update().get(pk=planned.pk)
    found.pairing = act.pairing
    return found


def _cancel_each(coming: PlannedSessionQuerySet, act: Act, *, even_oneself: bool = False) -> None:
    for one in coming.select_for_update():
        one.pairing = act.pairing
        _cancel(one, act, word="", even_oneself=even_oneself)


def _lock_both(pairing: Pairing) -> None:
    """Lock both people in one order: of two bookings of one person at once, the second sees the first.

    Without this, the exclusion constraint would still hold, but the two might deadlock.
    """
    two = [pairing.mentor.user_id, pairing.mentee.user_id]
    list(User.objects.select_for_update(no_key=True).filter(pk__in=two).order_by("pk").values_list("pk"))


def _refuse_clash(starts_at: datetime, minutes: int, act: Act, *, besides: PlannedSession | None = None) -> None:
    """Names one's own other session; about the partner's it says only that there is one."""
    by, two = act.member.user, [act.member.user_id, act.partner.user_id]
    taken = Attendance.objects.filter(user__in=two, active=True, during__overlap=_during(starts_at, minutes))
    clashes = {one.user_id: one for one in taken.exclude(planned_session=besides)}
    if by.pk in clashes:
        span = dates.span(clashes[by.pk].during.lower, clashes[by.pk].during.upper, by.zone)
        raise Refused(f"You have another session on {span}. Choose another time.", field="starts_at")
    if clashes:
        name = act.partner.user.first_name
        raise Refused(f"{name} has another session at that time. Choose another time.", field="starts_at")


def _refuse_begun(planned: PlannedSession, now: datetime) -> None:
    if planned.starts_at <= now:
        raise Refused("The time of this session has come, so it can’t be changed any more. Log it, or plan the next.")


def _put(planned: PlannedSession, starts_at: datetime, act: Act, *, word: str) -> None:
    _must_fit(starts_at, act)
    _lock_both(act.pairing)
    _refuse_clash(starts_at, planned.minutes, act, besides=planned)
    planned.starts_at, planned.state = starts_at, PlannedSession.State.PLANNED
    _save(planned, act, word=word)
    planned.attendances.update(during=_during(starts_at, planned.minutes), active=True)


def _cancel(planned: PlannedSession, act: Act, *, word: str, even_oneself: bool = False) -> None:
    planned.state = PlannedSession.State.CANCELLED
    _save(planned, act, word=word)
    planned.attendances.update(active=False)
    _tell(planned, act, "session_cancelled", even_oneself=even_oneself)
    _record("planned_session.cancelled", planned, act)


def _save(planned: PlannedSession, act: Act, *, word: str) -> None:
    planned.sequence += 1
    planned.word, planned.changed_at = word, act.now
    planned.changed_by = act.by or planned.changed_by
    planned.save()


def _follow_up(planned: PlannedSession, act: Act, kind: str, verb: str) -> None:
    follow(act)
    _tell(planned, act, kind)
    _record(verb, planned, act)


def _tell(planned: PlannedSession, act: Act, kind: str, *, even_oneself: bool = False) -> None:
    """Whoever did it isn't told, but their calendar is, if an earlier invitation put the session there."""
    for member in (planned.pairing.mentor, planned.pairing.mentee):
        is_own = member.user == act.by and not even_oneself
        if is_own and not invited.has_it(planned, member.user):
            continue
        act.tell(
            member.user,
            kind,
            key=f"{planned.pk}:{planned.sequence}:{member.pk}",
            even_oneself=even_oneself or is_own,
            planned_session=planned.pk,
            sequence=planned.sequence,
            membership=member.pk,
            for_calendar=is_own,
        )


def _record(verb: str, planned: PlannedSession, act: Act) -> None:
    """Only the day and the length, none of the words."""
    day = planned.starts_at.astimezone(act.pairing.program.zone).date()
    act.record(verb, planned, day=day.isoformat(), minutes=planned.minutes)


def _during(starts_at: datetime, minutes: int) -> TimestamptzRange:
    return TimestamptzRange(starts_at, starts_at + timedelta(minutes=minutes))
