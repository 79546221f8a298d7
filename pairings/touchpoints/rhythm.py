"""How far a pair is with a step, and what should become of it. Pure, like `programs/journey/calculation.py`.

The preview of an edited journey and the replanning itself call the same function, so they agree.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from programs.journey.calculation import NO_HOLIDAYS, Blackout, JourneyStep, Occurrence, due_day

Verb = Literal["add", "move", "delete", "skip", "keep", "too_late"]


@dataclass(frozen=True)
class Open:
    """An open touchpoint. It has traces if somebody has answered something about it."""

    id: int
    number: int
    due_on: date
    counted_from: date
    day_chosen: bool = False
    has_traces: bool = False


@dataclass(frozen=True)
class Standing:
    """One pair and one step. `last` is the number and day of the latest touchpoint that isn't open; None if none.

    `today` is the day by the pair's clock: during a pause, the day it began.
    """

    pairing_id: int
    started_on: date
    ends_on: date
    today: date
    open: tuple[Open, ...] = ()
    last: tuple[int, date] | None = None


@dataclass(frozen=True)
class Change:
    """`keep` and `too_late` change nothing; they are only shown in the preview."""

    verb: Verb
    pairing_id: int
    touchpoint_id: int | None = None
    occurrence: Occurrence | None = None


def of_pair(step: JourneyStep, cadence_days: int | None) -> JourneyStep:
    """Replaces the rhythm of a recurring session step with the pair's own, if it has one."""
    if step.kind != "session" or step.every_days is None or cadence_days is None:
        return step
    return replace(step, every_days=cadence_days)


def upcoming(
    step: JourneyStep,
    *,
    number: int,
    counted_from: date,
    today: date,
    ends_on: date,
    blackout: Blackout = NO_HOLIDAYS,
) -> Occurrence | None:
    """The first occurrence that isn't past; None if it comes after `ends_on`, or if a one-time step is past."""
    due_on = due_day(step, number=number, counted_from=counted_from, ends_on=ends_on, blackout=blackout)
    while due_on < today:
        if step.every_days is None:
            return None
        counted_from += timedelta(days=step.every_days)
        due_on = due_day(step, number=number, counted_from=counted_from, ends_on=ends_on, blackout=blackout)
    return Occurrence(due_on, step.id, number, counted_from) if due_on <= ends_on else None


def changes(step: JourneyStep | None, standing: Standing, *, blackout: Blackout) -> list[Change]:
    """What to change for the pair if the journey has this step (None: no longer has it); once applied, nothing."""
    if step is None:
        return [_remove(standing, one) for one in standing.open]
    if standing.open:
        found = (_of_open(step, standing, one, blackout) for one in standing.open)
        return [change for change in found if change]
    return _of_nothing_open(step, standing, blackout)


def _of_open(step: JourneyStep, standing: Standing, one: Open, blackout: Blackout) -> Change | None:
    if step.every_days is None and one.number > 1:
        return _remove(standing, one)  # the step now happens only once
    due_on = due_day(
        step, number=one.number, counted_from=one.counted_from, ends_on=standing.ends_on, blackout=blackout
    )
    stays_on = one.due_on if one.day_chosen else due_on
    occurrence = Occurrence(stays_on, step.id, one.number, one.counted_from)
    if stays_on > standing.ends_on:
        return _remove(standing, one, occurrence)
    if due_on == one.due_on:
        return None
    return Change("keep" if one.day_chosen else "move", standing.pairing_id, one.id, occurrence)


def _of_nothing_open(step: JourneyStep, standing: Standing, blackout: Blackout) -> list[Change]:
    if standing.last and step.every_days is None:
        return []
    number, counted_from = standing.last or (0, standing.started_on)
    days = {"counted_from": counted_from, "today": standing.today, "ends_on": standing.ends_on}
    occurrence = upcoming(step, number=number + 1, blackout=blackout, **days)
    if occurrence:
        return [Change("add", standing.pairing_id, None, occurrence)]
    due_on = due_day(step, number=number + 1, counted_from=counted_from, ends_on=standing.ends_on, blackout=blackout)
    is_past = due_on < standing.today
    return [Change("too_late", standing.pairing_id)] if is_past and step.every_days is None else []


def _remove(standing: Standing, one: Open, occurrence: Occurrence | None = None) -> Change:
    """A touchpoint that somebody has answered is skipped, so the answer stays; any other one is deleted."""
    return Change("skip" if one.has_traces else "delete", standing.pairing_id, one.id, occurrence)
