"""When the steps of a journey are due. Pure calculation: values in, values out, no database and no clock.

The preview and the planner call the same functions, so coordinators can rely on what the preview shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
LADDER_RESTS = timedelta(days=2)  # how long after its last rung a ladder counts as done


class Blackout:
    """The holidays of a program: days on which nothing falls due and no reminder goes out."""

    def __init__(self, holidays: Iterable[tuple[date, date]] = ()) -> None:
        """`holidays`: (first day, last day) of each, both included; they may overlap."""
        self.ranges: list[tuple[date, date]] = []
        for first_on, last_on in sorted(holidays):
            if self.ranges and first_on - self.ranges[-1][1] <= DAY:
                self.ranges[-1] = (self.ranges[-1][0], max(last_on, self.ranges[-1][1]))
            else:
                self.ranges.append((first_on, last_on))

    def clear(self, day: date) -> date:
        """The day itself, or the first day after the holidays it falls on."""
        return next((last_on + DAY for first_on, last_on in self.ranges if first_on <= day <= last_on), day)


NO_HOLIDAYS = Blackout()


@dataclass(frozen=True)
class JourneyRung:
    """One reminder. `offset_days` counts from the due day (negative: before it); `audience` is a `Rung.Audience`."""

    offset_days: int
    audience: str


@dataclass(frozen=True)
class JourneyStep:
    """A step as the calculation sees it.

    `first_day` counts days after the match; `every_days` counts from the day the step last happened (None: only once).
    """

    id: int
    first_day: int
    every_days: int | None
    kind: str = ""
    doer: str = "both"
    ladder: tuple[JourneyRung, ...] = ()


@dataclass(frozen=True, order=True)
class Occurrence:
    due_on: date
    step_id: int
    number: int  # from 1
    counted_from: date  # the day of the match, or the day the previous one happened


def due_day(step: JourneyStep, *, number: int, counted_from: date, blackout: Blackout = NO_HOLIDAYS) -> date:
    """The day an occurrence is due; if that is a holiday, the first day after the holidays."""
    days = step.first_day if number == 1 else step.every_days or 0
    return blackout.clear(counted_from + timedelta(days=days))


def first(step: JourneyStep, *, started_on: date, ends_on: date, blackout: Blackout = NO_HOLIDAYS) -> Occurrence | None:
    """The first occurrence, or None if the pairing ends before it."""
    return _occurrence(step, 1, started_on, ends_on, blackout)


def following(
    step: JourneyStep, *, number: int, happened_on: date, ends_on: date, blackout: Blackout = NO_HOLIDAYS
) -> Occurrence | None:
    """The next occurrence, due `every_days` after this one happened (or was given up), not after it was due.

    None for a step that happens only once, or if the pairing ends before it.
    """
    if step.every_days is None:
        return None
    return _occurrence(step, number + 1, happened_on, ends_on, blackout)


def plan(
    steps: Iterable[JourneyStep], *, started_on: date, ends_on: date, blackout: Blackout = NO_HOLIDAYS
) -> list[Occurrence]:
    """Every occurrence, sorted by day, if each one happens on the day it is due."""
    planned: list[Occurrence] = []
    for step in steps:
        found = first(step, started_on=started_on, ends_on=ends_on, blackout=blackout)
        while found:
            planned.append(found)
            found = following(step, number=found.number, happened_on=found.due_on, ends_on=ends_on, blackout=blackout)
    return sorted(planned)


def reminder_day(due_on: date, rung: JourneyRung, *, blackout: Blackout = NO_HOLIDAYS) -> date:
    """The day in the program's zone on which a rung goes out; if that is a holiday, the first day after."""
    return blackout.clear(due_on + timedelta(days=rung.offset_days))


def given_up_on(step: JourneyStep, due_on: date, *, blackout: Blackout = NO_HOLIDAYS) -> date | None:
    """The day from which an open occurrence is given up: the next one is due and the ladder is done.

    None for a step that happens only once. The planner's ROLL says the same in SQL; a test compares them.
    """
    if step.every_days is None:
        return None
    next_on = blackout.clear(due_on + timedelta(days=step.every_days))
    rests = [reminder_day(due_on, rung, blackout=blackout) + LADDER_RESTS for rung in step.ladder]
    return max([next_on, *rests])


def _occurrence(
    step: JourneyStep, number: int, counted_from: date, ends_on: date, blackout: Blackout
) -> Occurrence | None:
    due_on = due_day(step, number=number, counted_from=counted_from, blackout=blackout)
    return Occurrence(due_on, step.id, number, counted_from) if due_on <= ends_on else None
