"""What happens to the touchpoints of a pair: done, reopened, moved, skipped."""

from datetime import date, datetime

from mentoring.accounts.models import User
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.pair import acting
from pairings.pair.acting import Act
from pairings.pair.models import Pairing
from pairings.touchpoints import days
from pairings.touchpoints.models import BY_EVENT, Touchpoint
from programs.journey.models import Step
from programs.program.models import Membership

# What the activity page says after the actor's name.
SENTENCES = {
    "touchpoint.done": "marked a step as done",
    "touchpoint.reopened": "opened a step again",
    "touchpoint.postponed": "moved a step to another day",
    "touchpoint.skipped": "skipped a step",
    "touchpoint.missed": "gave up a step that was too late",
    "touchpoint.day_corrected": "corrected the day of a step",
}

# A step or a journey was changed, or what it follows was taken back, while somebody answered.
REMOVED = "This step isn’t planned any more, so there is nothing to answer."


def complete(touchpoint: Touchpoint, *, happened_on: date, by: User | None, now: datetime) -> bool:
    """Mark it done and plan the next one `every_days` after the day it happened. Returns False if it wasn't open."""
    done = Touchpoint.State.DONE
    # The lock makes sure that ending the pair at this moment either skips the next one or stops it from being planned.
    with acting.on(touchpoint, by=by, now=now) as act:
        still_open = Touchpoint.objects.open().filter(pk=touchpoint.pk)
        if not still_open.update(state=done, done_at=now, done_on=happened_on):
            return False
        days.plan_following(_as_it_is(touchpoint), happened_on=happened_on)
        _record("touchpoint.done", touchpoint, act, on=happened_on.isoformat())
    touchpoint.state, touchpoint.done_at, touchpoint.done_on = done, now, happened_on
    return True


def complete_open(
    pairing: Pairing, kind: str, *, happened_on: date, by: User | None, now: datetime
) -> Touchpoint | None:
    """Complete the earliest open touchpoint of this kind and return it; None if there is none for this event.

    An event on or before the day of the previous occurrence belongs to that one: a session from last month, logged
    today, doesn't count as the next one.
    """
    touchpoint = pairing.touchpoints.open().filter(step__kind=kind).select_related("step", "pairing__program").first()
    if touchpoint is None or _belongs_to_an_earlier_one(touchpoint, happened_on):
        return None
    return touchpoint if complete(touchpoint, happened_on=happened_on, by=by, now=now) else None


def mark_done(touchpoint: Touchpoint, *, by: User, now: datetime) -> None:
    """Mark a step that has no event as done, for those who do it. Doing it twice changes nothing. Raises Refused."""
    if sentence := BY_EVENT.get(Step.Kind(touchpoint.step.kind)):
        raise Refused(sentence)
    if not may_be_marked_by(touchpoint, by):
        raise Refused(f"This step is for the {touchpoint.step.get_doer_display().lower()}.")
    with acting.on(touchpoint, by=by, now=now) as act:
        if complete(touchpoint, happened_on=act.own_today, by=by, now=now):
            return
        touchpoint = locked(touchpoint, act)
    if touchpoint.state != Touchpoint.State.DONE:
        raise Refused(f"This step was {touchpoint.get_state_display().lower()}, it can’t be marked as done.")


def may_be_marked_by(touchpoint: Touchpoint, user: User) -> bool:
    """Whether it is this person's step; a step for coordinators belongs to every coordinator of the program."""
    pairing, doer = touchpoint.pairing, touchpoint.step.doer
    if doer == Step.Doer.COORDINATOR:
        return pairing.program.memberships.coordinators().of(user).exists()
    sides = {Step.Doer.MENTOR: [pairing.mentor], Step.Doer.MENTEE: [pairing.mentee]}
    return user.pk in [member.user_id for member in sides.get(Step.Doer(doer), [pairing.mentor, pairing.mentee])]


def reopen_marked(touchpoint: Touchpoint, *, by: User, now: datetime) -> None:
    """Take back `mark_done`, for those who may mark the step. Raises Refused."""
    if touchpoint.step.kind in BY_EVENT:
        raise Refused("This step follows what you log or answer, it can’t be reopened by itself.")
    if not may_be_marked_by(touchpoint, by):
        raise Refused(f"This step is for the {touchpoint.step.get_doer_display().lower()}.")
    undo(touchpoint, by=by, now=now)


def undo(touchpoint: Touchpoint, *, by: User, now: datetime) -> None:
    """Open a done step again and remove the next occurrence, planned when it was done.

    Raises Refused if it isn't done, or if something has happened to a later occurrence.
    """
    with acting.on(touchpoint, by=by, now=now) as act:
        later = act.pairing.touchpoints.filter(step=touchpoint.step, occurrence__gt=touchpoint.occurrence)
        if later.exclude(state=Touchpoint.State.OPEN).exists() or later.with_traces().exists():
            raise Refused("Something has happened since, so this step can’t be reopened.")
        done = Touchpoint.objects.filter(pk=touchpoint.pk, state=Touchpoint.State.DONE)
        if not done.update(state=Touchpoint.State.OPEN, done_at=None, done_on=None):
            raise Refused("This step isn’t done, so there is nothing to take back.")
        later.delete()
        _record("touchpoint.reopened", touchpoint, act)
    touchpoint.refresh_from_db(fields=["state", "done_at", "done_on"])


def correct_day(touchpoint: Touchpoint, *, happened_on: date, by: User, now: datetime) -> None:
    """Change the day on which it was done; an open next occurrence moves with it."""
    if touchpoint.done_on == happened_on:
        return
    with acting.on(touchpoint, by=by, now=now) as act:
        Touchpoint.objects.filter(pk=touchpoint.pk, state=Touchpoint.State.DONE).update(done_on=happened_on)
        days.correct_following(_as_it_is(touchpoint), happened_on=happened_on)
        _record("touchpoint.day_corrected", touchpoint, act, on=happened_on.isoformat())
    touchpoint.refresh_from_db(fields=["done_on"])


def postpone(
    touchpoint: Touchpoint, *, to: date, reason: str = "", is_shared: bool = False, by: User, now: datetime
) -> None:
    """Move the due day earlier or later. Editing the journey leaves this day alone. Raises Refused.

    `reason` is for coordinators, and with `is_shared` for the pair as well.
    """
    with acting.on(touchpoint, by=by, now=now) as act:
        _refuse_day(to, act)
        before = touchpoint.due_on
        still_open = Touchpoint.objects.open().filter(pk=touchpoint.pk)
        changed = still_open.exclude(due_on=to).update(due_on=to)
        if not still_open.update(day_chosen=True):
            raise Refused("This step is no longer open, so it can’t be moved.")
        touchpoint.refresh_from_db(fields=["state", "due_on", "day_chosen"])
        if changed:
            moved = {"from_day": before.isoformat(), "to_day": to.isoformat()}
            shared = {"is_shared": True} if is_shared else {}
            _record("touchpoint.postponed", touchpoint, act, reason=reason, **moved, **shared)


def move(touchpoint: Touchpoint, *, to: date, reason: str = "", by: User, now: datetime) -> None:
    """As `postpone`, with a reason that all three may read. Raises Refused.

    For coordinators and, on their own steps, the pair.
    """
    _refuse_others(touchpoint, by)
    postpone(touchpoint, to=to, reason=reason, is_shared=True, by=by, now=now)


def skip(touchpoint: Touchpoint, *, reason: str = "", by: User, now: datetime) -> None:
    """Leave it out this time. If the step recurs, the next one counts from the day this was due. Raises Refused."""
    _refuse_others(touchpoint, by)
    with acting.on(touchpoint, by=by, now=now) as act:
        if not Touchpoint.objects.open().filter(pk=touchpoint.pk).update(state=Touchpoint.State.SKIPPED):
            raise Refused("This step is no longer open, so it can’t be skipped.")
        days.plan_next(_as_it_is(touchpoint), today=act.today)
        _record("touchpoint.skipped", touchpoint, act, reason=reason, is_shared=True)
    touchpoint.refresh_from_db(fields=["state"])


def may_be_moved_by(touchpoint: Touchpoint, user: User) -> bool:
    """Coordinators may move and skip every step, the pair only their own, and never the fit check."""
    pairing, doer = touchpoint.pairing, touchpoint.step.doer
    sides = {Step.Doer.MENTOR: [pairing.mentor], Step.Doer.MENTEE: [pairing.mentee], Step.Doer.COORDINATOR: []}
    doers: list[Membership] = sides.get(Step.Doer(doer), [pairing.mentor, pairing.mentee])
    is_doer = any(member.user_id == user.pk and member.state == Membership.State.ACTIVE for member in doers)
    if is_doer and touchpoint.step.kind != Step.Kind.FIT_CHECK:
        return True
    return pairing.program.memberships.coordinators().of(user).exists()


def _refuse_others(touchpoint: Touchpoint, by: User) -> None:
    if not may_be_moved_by(touchpoint, by):
        raise Refused(f"This step is for the {touchpoint.step.get_doer_display().lower()}.")


def _refuse_day(to: date, act: Act) -> None:
    pairing, program = act.pairing, act.pairing.program
    if to < act.today:
        raise Refused(f"Choose {act.today_in_words} or a day after it.", field="to")
    if to > pairing.ends_on:
        raise Refused(f"Choose a day up to {dates.day(pairing.ends_on)}, your last day as a pair.", field="to")
    holiday = program.holidays.filter(first_on__lte=to, last_on__gte=to).first()
    if holiday:
        first, back = dates.day(holiday.first_on), dates.day(days.blackout_of(program).clear(to))
        raise Refused(f"{holiday.name} is then. Choose a day before {first}, or {back} or later.", field="to")


def locked(touchpoint: Touchpoint, act: Act) -> Touchpoint:
    """The touchpoint read again and locked, once the pair is locked. Refused if it has been removed meanwhile."""
    rows = Touchpoint.objects.select_for_update(of=("self",)).select_related("step")
    found = rows.filter(pk=touchpoint.pk).first()
    if found is None:
        raise Refused(REMOVED)
    found.pairing = act.pairing
    return found


def _as_it_is(touchpoint: Touchpoint) -> Touchpoint:
    """Reads it again with its step and pair, as they are now that the pair is locked."""
    return Touchpoint.objects.select_related("step", "pairing__program").get(pk=touchpoint.pk)


def _belongs_to_an_earlier_one(touchpoint: Touchpoint, happened_on: date) -> bool:
    earlier = touchpoint.pairing.touchpoints.filter(step=touchpoint.step, occurrence__lt=touchpoint.occurrence)
    return earlier.filter(done_on__gte=happened_on).exists()


def _record(verb: str, touchpoint: Touchpoint, act: Act, **details: str | bool) -> None:
    act.record(verb, touchpoint, step=touchpoint.step.title, **details)
