"""When the steps of a journey are due. Pure calculation: values in, values out, no database and no clock.

The preview and the planner call the same functions, so coordinators can rely on what the preview shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
WORSE = 2  # times as late as when coordinators were told last
LADDER_RESTS = timedelta(days=2)  # how long after its last rung a ladder counts as done
SPREAD = 14  # days: what falls due in a holiday is spread over so many days after it, at most


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

    def before(self, day: date) -> date:
        """The day itself, or the last day before the holidays it falls on."""
        return next((first_on - DAY for first_on, last_on in self.ranges if first_on <= day <= last_on), day)

    def shift(self, day: date, *, until: date = date.max) -> date:
        """The day itself or, if it is a holiday, as far into the days after the holidays as it was into them.

        So what falls on different days doesn't pile up on one. Holidays longer than `SPREAD` are squeezed into so many
        days; what would then fall on the next holidays moves to the first day after those. What would come after
        `until` moves to the first day after its holidays.
        """
        for first_on, last_on in self.ranges:
            if first_on <= day <= last_on:
                length = (last_on - first_on).days + 1
                into = (day - first_on).days * min(length, SPREAD) // length
                moved = self.clear(last_on + DAY + timedelta(days=into))
                return moved if moved <= until else last_on + DAY
        return day


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


def is_worse(began: date, *, told_on: date, today: date) -> bool:
    """Whether coordinators hear again of a step that is late since `began`, of which they were told on `told_on`."""
    return (today - began).days >= WORSE * (told_on - began).days


def due_day(
    step: JourneyStep, *, number: int, counted_from: date, ends_on: date, blackout: Blackout = NO_HOLIDAYS
) -> date:
    """The day an occurrence is due; if that is a holiday, it moves to after the holidays (`Blackout.shift`)."""
    days = step.first_day if number == 1 else step.every_days or 0
    return blackout.shift(counted_from + timedelta(days=days), until=ends_on)


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
    """The day in the program's zone on which a rung goes out.

    If that is a holiday, a rung from before the due day goes out on the last day before the holidays, so that it still
    comes before; any other one on the first day after them.
    """
    day = due_on + timedelta(days=rung.offset_days)
    return blackout.before(day) if rung.offset_days < 0 else blackout.clear(day)


def given_up_on(step: JourneyStep, due_on: date, *, blackout: Blackout = NO_HOLIDAYS) -> date | None:
    """The day from which an open occurrence is given up: the next one is due and the ladder is done.

    None for a step that happens only once. The planner's ROLL says the same in SQL; a test compares them.
    """
    if step.every_days is None:
        return None
    next_on = blackout.shift(due_on + timedelta(days=step.every_days))
    rests = [reminder_day(due_on, rung, blackout=blackout) + LADDER_RESTS for rung in step.ladder]
    return max([next_on, *rests])


def _occurrence(
    step: JourneyStep, number: int, counted_from: date, ends_on: date, blackout: Blackout
) -> Occurrence | None:
    due_on = due_day(step, number=number, counted_from=counted_from, ends_on=ends_on, blackout=blackout)
    return Occurrence(due_on, step.id, number, counted_from) if due_on <= ends_on else None
