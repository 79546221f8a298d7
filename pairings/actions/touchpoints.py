"""What happens to the touchpoints of a pairing: planned, done, postponed, reopened, given up."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.web.integrity import Refused
from pairings.models import Pairing, Touchpoint
from programs import journey
from programs.models import Step

# These are done when their event happens, not by saying so.
BY_EVENT = {
    Step.Kind.SESSION: "This step is done when one of you logs the session.",
    Step.Kind.GOALS: "This step is done when you have agreed on a goal.",
    Step.Kind.CHECK_IN: "This step is done when the check-in is answered.",
}


def plan_first(pairing: Pairing) -> None:
    """The first occurrence of every step, for a pairing that has just begun."""
    steps = pairing.program.steps.filter(enabled=True)
    found = (journey.first(as_value(step), started_on=pairing.started_on, ends_on=pairing.ends_on) for step in steps)
    _create(pairing, [occurrence for occurrence in found if occurrence])


@transaction.atomic
def complete(touchpoint: Touchpoint, *, happened_on: date, by: User | None, now: datetime) -> bool:
    """Done, and the next occurrence is due `every_days` after the day it happened. False where it was not open."""
    changed = (
        Touchpoint.objects.open()
        .filter(pk=touchpoint.pk)
        .update(state=Touchpoint.State.DONE, done_at=now, done_on=happened_on)
    )
    if not changed:
        return False
    _plan_following(touchpoint, happened_on=happened_on)
    _record("touchpoint.done", touchpoint, by=by, now=now, on=happened_on.isoformat())
    touchpoint.refresh_from_db(fields=["state", "done_at", "done_on"])
    return True


def complete_open(
    pairing: Pairing, kind: str, *, happened_on: date, by: User | None, now: datetime
) -> Touchpoint | None:
    """Something happened: complete the earliest open touchpoint of that kind and give it back, if there is one for it.

    What happened on or before the day of the occurrence before belongs to that one, not to this:
    a session of last month, logged today, does not count as the next one.
    """
    touchpoint = pairing.touchpoints.open().filter(step__kind=kind).select_related("step", "pairing__program").first()
    if touchpoint is None or _belongs_to_an_earlier_one(touchpoint, happened_on):
        return None
    return touchpoint if complete(touchpoint, happened_on=happened_on, by=by, now=now) else None


@transaction.atomic
def mark_done(touchpoint: Touchpoint, *, by: User, now: datetime) -> None:
    """For a step without an event: one of those who do it says that it is done. Twice changes nothing."""
    if sentence := BY_EVENT.get(Step.Kind(touchpoint.step.kind)):
        raise Refused(sentence)
    if not may_be_marked_by(touchpoint, by):
        raise Refused(f"This step is for the {touchpoint.step.get_doer_display().lower()}.")
    if complete(touchpoint, happened_on=touchpoint.pairing.program.today(now), by=by, now=now):
        return
    touchpoint.refresh_from_db(fields=["state"])
    if touchpoint.state != Touchpoint.State.DONE:
        raise Refused(f"This step was {touchpoint.get_state_display().lower()}, it can’t be marked as done.")


def may_be_marked_by(touchpoint: Touchpoint, user: User) -> bool:
    """Whether the step is this person's to mark; the coordinator's own steps are the coordinators'."""
    pairing, doer = touchpoint.pairing, touchpoint.step.doer
    if doer == Step.Doer.COORDINATOR:
        return pairing.program.memberships.coordinators().of(user).exists()
    sides = {Step.Doer.MENTOR: [pairing.mentor], Step.Doer.MENTEE: [pairing.mentee]}
    return user.pk in [member.user_id for member in sides.get(Step.Doer(doer), [pairing.mentor, pairing.mentee])]


@transaction.atomic
def reopen_marked(touchpoint: Touchpoint, *, by: User, now: datetime) -> None:
    """Take back `mark_done`, for those who may mark the step."""
    if touchpoint.step.kind in BY_EVENT:
        raise Refused("This step follows what you log or answer, it can’t be reopened by itself.")
    if not may_be_marked_by(touchpoint, by):
        raise Refused(f"This step is for the {touchpoint.step.get_doer_display().lower()}.")
    undo(touchpoint, by=by, now=now)


@transaction.atomic
def undo(touchpoint: Touchpoint, *, by: User, now: datetime) -> None:
    """Open again. The next occurrence, planned when this one was done, is taken back while it is open."""
    later = touchpoint.pairing.touchpoints.filter(step=touchpoint.step, occurrence__gt=touchpoint.occurrence)
    if later.exclude(state=Touchpoint.State.OPEN).exists() or later.filter(check_ins__isnull=False).exists():
        raise Refused("Something has happened since, so this step can’t be reopened.")
    changed = Touchpoint.objects.filter(pk=touchpoint.pk, state=Touchpoint.State.DONE).update(
        state=Touchpoint.State.OPEN, done_at=None, done_on=None
    )
    if not changed:
        raise Refused("This step isn’t done, so there is nothing to take back.")
    later.delete()
    _record("touchpoint.reopened", touchpoint, by=by, now=now)
    touchpoint.refresh_from_db(fields=["state", "done_at", "done_on"])


@transaction.atomic
def correct_day(touchpoint: Touchpoint, *, happened_on: date, by: User, now: datetime) -> None:
    """It was done on another day than first said: an open next occurrence moves with it."""
    if touchpoint.done_on == happened_on:
        return
    Touchpoint.objects.filter(pk=touchpoint.pk, state=Touchpoint.State.DONE).update(done_on=happened_on)
    following = _following(touchpoint, happened_on=happened_on)
    if following:
        touchpoint.pairing.touchpoints.open().filter(step=touchpoint.step, occurrence=following.number).update(
            due_on=following.due_on
        )
    _record("touchpoint.day_corrected", touchpoint, by=by, now=now, on=happened_on.isoformat())
    touchpoint.refresh_from_db(fields=["done_on"])


@transaction.atomic
def postpone(touchpoint: Touchpoint, *, to: date, reason: str = "", by: User, now: datetime) -> None:
    """Due on another day. The reminders follow: they are planned again for the new day."""
    pairing = touchpoint.pairing
    if to < pairing.program.today(now):
        raise Refused("Choose today or a day after it.", field="to")
    if to > pairing.ends_on:
        raise Refused(f"Choose a day up to {in_words(pairing.ends_on)}, your last day as a pair.", field="to")
    before = touchpoint.due_on
    changed = Touchpoint.objects.open().filter(pk=touchpoint.pk).exclude(due_on=to).update(due_on=to)
    touchpoint.refresh_from_db(fields=["state", "due_on"])
    if touchpoint.state != Touchpoint.State.OPEN:
        raise Refused("This step is no longer open, so it can’t be moved.")
    if changed:
        days = {"from_day": before.isoformat(), "to_day": to.isoformat()}
        _record("touchpoint.postponed", touchpoint, by=by, now=now, reason=reason, **days)


def shift_open(pairing: Pairing, *, days: int) -> None:
    """Move what is open after a pause; what would come after the last day is skipped."""
    pairing.touchpoints.open().update(due_on=F("due_on") + timedelta(days=days))
    pairing.touchpoints.open().filter(due_on__gt=pairing.ends_on).update(state=Touchpoint.State.SKIPPED)


def skip_open(pairing: Pairing) -> int:
    return pairing.touchpoints.open().update(state=Touchpoint.State.SKIPPED)


def as_value(step: Step) -> journey.JourneyStep:
    return journey.JourneyStep(id=step.pk, first_day=step.first_day, every_days=step.every_days)


def in_words(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _following(touchpoint: Touchpoint, *, happened_on: date) -> journey.Occurrence | None:
    return journey.following(
        as_value(touchpoint.step),
        number=touchpoint.occurrence,
        happened_on=happened_on,
        ends_on=touchpoint.pairing.ends_on,
    )


def _plan_following(touchpoint: Touchpoint, *, happened_on: date) -> None:
    following = _following(touchpoint, happened_on=happened_on)
    if following and touchpoint.step.enabled and touchpoint.pairing.is_live:
        _create(touchpoint.pairing, [following])


def _belongs_to_an_earlier_one(touchpoint: Touchpoint, happened_on: date) -> bool:
    earlier = touchpoint.pairing.touchpoints.filter(step=touchpoint.step, occurrence__lt=touchpoint.occurrence)
    return earlier.filter(done_on__gte=happened_on).exists()


def _create(pairing: Pairing, occurrences: list[journey.Occurrence]) -> None:
    Touchpoint.objects.bulk_create(
        [
            Touchpoint(
                pairing=pairing,
                step_id=one.step_id,
                occurrence=one.number,
                due_on=one.due_on,
                counted_from=one.counted_from,
            )
            for one in occurrences
        ],
        ignore_conflicts=True,  # planned once, whoever is first
    )


def _record(verb: str, touchpoint: Touchpoint, *, by: User | None, now: datetime, **details: str) -> None:
    record(
        verb,
        touchpoint,
        by=by,
        program_id=touchpoint.pairing.program_id,
        pairing_id=touchpoint.pairing_id,
        now=now,
        step=touchpoint.step.title,
        **details,
    )
