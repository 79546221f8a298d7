"""The days of a pair's steps: planned when it starts, after each occurrence and after a pause."""

from datetime import date, timedelta

from pairings.pair.models import Pairing
from pairings.touchpoints import rhythm
from pairings.touchpoints.models import Touchpoint
from programs.journey import calculation as journey
from programs.journey.calculation import Blackout, JourneyStep, Occurrence
from programs.journey.models import Step
from programs.program.models import Program


def as_value(step: Step, pairing: Pairing) -> JourneyStep:
    """The step as the calculation takes it, with the pair's own rhythm."""
    value = JourneyStep(step.pk, step.first_day, step.every_days, kind=step.kind, doer=step.doer)
    return rhythm.of_pair(value, pairing.cadence_days)


def blackout_of(program: Program) -> Blackout:
    return Blackout(program.holidays.values_list("first_on", "last_on"))


def plan_first(pairing: Pairing) -> None:
    blackout, steps = blackout_of(pairing.program), pairing.program.steps.filter(enabled=True)
    found = (
        journey.first(
            as_value(step, pairing), started_on=pairing.started_on, ends_on=pairing.ends_on, blackout=blackout
        )
        for step in steps
    )
    create(pairing, [occurrence for occurrence in found if occurrence])


def plan_following(touchpoint: Touchpoint, *, happened_on: date) -> None:
    if not (touchpoint.step.enabled and touchpoint.pairing.is_live):
        return
    following = following_of(touchpoint, happened_on=happened_on)
    create(touchpoint.pairing, [following] if following else [])


def plan_next(touchpoint: Touchpoint, *, today: date) -> None:
    """Plan the next one after a skip, on the first day of its rhythm that isn't past."""
    pairing, step = touchpoint.pairing, as_value(touchpoint.step, touchpoint.pairing)
    if step.every_days is None or not touchpoint.step.enabled:
        return
    occurrence = rhythm.upcoming(
        step,
        number=touchpoint.occurrence + 1,
        counted_from=touchpoint.due_on,
        today=clock(pairing, today=today),
        ends_on=pairing.ends_on,
        blackout=blackout_of(pairing.program),
    )
    create(pairing, [occurrence] if occurrence else [])


def following_of(touchpoint: Touchpoint, *, happened_on: date) -> Occurrence | None:
    step = as_value(touchpoint.step, touchpoint.pairing)
    if step.every_days is None:
        return None
    return journey.following(
        step,
        number=touchpoint.occurrence,
        happened_on=happened_on,
        ends_on=touchpoint.pairing.ends_on,
        blackout=blackout_of(touchpoint.pairing.program),
    )


def correct_following(touchpoint: Touchpoint, *, happened_on: date) -> None:
    """The day it happened was corrected: an open next one is counted from there. A day somebody chose stays."""
    pairing, following = touchpoint.pairing, following_of(touchpoint, happened_on=happened_on)
    planned = pairing.touchpoints.open().filter(step=touchpoint.step, occurrence=touchpoint.occurrence + 1)
    if following is None:
        planned.filter(day_chosen=False).update(state=Touchpoint.State.SKIPPED)
        return
    planned.update(counted_from=happened_on)
    planned.filter(day_chosen=False).update(due_on=following.due_on)
    if touchpoint.step.enabled and pairing.is_live:
        create(pairing, [following])


def clock(pairing: Pairing, *, today: date) -> date:
    """Today for the pair: during a pause its clock stands still at the day the pause began."""
    return pairing.paused_on or today


def shift_open(pairing: Pairing, *, paused_on: date, today: date) -> None:
    """Move everything open by the days of the pause that ends today; what then comes after the last day is skipped.

    A step that follows something done during the pause moves only by the days since then. A day that somebody chose
    stays if it isn't past.
    """
    blackout, happened = blackout_of(pairing.program), _happened_since(pairing, paused_on)
    for touchpoint in pairing.touchpoints.open().select_related("step"):
        since = happened.get((touchpoint.step_id, touchpoint.occurrence - 1), paused_on)
        away = timedelta(days=max(0, (today - since).days))
        touchpoint.counted_from += away
        touchpoint.due_on = _after_pause(touchpoint, pairing, away, today, blackout)
        if touchpoint.due_on > pairing.ends_on:
            touchpoint.state = Touchpoint.State.SKIPPED
        touchpoint.save(update_fields=["counted_from", "due_on", "state"])


def skip_open(pairing: Pairing) -> int:
    return pairing.touchpoints.open().update(state=Touchpoint.State.SKIPPED)


def create(pairing: Pairing, occurrences: list[Occurrence]) -> None:
    Touchpoint.objects.bulk_create(
        [as_row(pairing.pk, one) for one in occurrences],
        ignore_conflicts=True,  # planned only once, whoever comes first
    )


def as_row(pairing_id: int, one: Occurrence) -> Touchpoint:
    return Touchpoint(
        pairing_id=pairing_id,
        step_id=one.step_id,
        occurrence=one.number,
        due_on=one.due_on,
        counted_from=one.counted_from,
    )


def _happened_since(pairing: Pairing, day: date) -> dict[tuple[int, int], date]:
    """(step, occurrence) → the day it was done, for those done after `day`."""
    done = pairing.touchpoints.filter(done_on__gt=day).values_list("step_id", "occurrence", "done_on")
    return {(step, occurrence): done_on for step, occurrence, done_on in done if done_on}


def _after_pause(touchpoint: Touchpoint, pairing: Pairing, away: timedelta, today: date, blackout: Blackout) -> date:
    if touchpoint.day_chosen:
        return touchpoint.due_on if touchpoint.due_on >= today else blackout.clear(touchpoint.due_on + away)
    step = as_value(touchpoint.step, pairing)
    if step.every_days is None and touchpoint.occurrence > 1:  # the step now happens once; this is a leftover
        return blackout.clear(touchpoint.due_on + away)
    return journey.due_day(
        step,
        number=touchpoint.occurrence,
        counted_from=touchpoint.counted_from,
        ends_on=pairing.ends_on,
        blackout=blackout,
    )
