"""When the steps of a journey are due. Pure calculation: values in, values out, no database and no clock.

The coordinator's preview and the planner call the same functions, so what is promised is what happens.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class JourneyStep:
    """A step as the calculation sees it. `first_day` and `every_days` count days after the match."""

    id: int
    first_day: int
    every_days: int | None


@dataclass(frozen=True, order=True)
class Occurrence:
    due_on: date
    step_id: int
    number: int  # from 1


def first(step: JourneyStep, *, started_on: date, ends_on: date) -> Occurrence | None:
    """The first occurrence, or None where the pairing ends before it."""
    return _within(Occurrence(started_on + timedelta(days=step.first_day), step.id, 1), ends_on)


def following(step: JourneyStep, *, number: int, happened_on: date, ends_on: date) -> Occurrence | None:
    """Recurrence rolls: the next occurrence is due `every_days` after this one happened (or was given up)."""
    if step.every_days is None:
        return None
    return _within(Occurrence(happened_on + timedelta(days=step.every_days), step.id, number + 1), ends_on)


def plan(steps: Iterable[JourneyStep], *, started_on: date, ends_on: date) -> list[Occurrence]:
    """Every occurrence, in order of days, if each one happens on the day it is due."""
    planned: list[Occurrence] = []
    for step in steps:
        occurrence = first(step, started_on=started_on, ends_on=ends_on)
        while occurrence:
            planned.append(occurrence)
            occurrence = following(step, number=occurrence.number, happened_on=occurrence.due_on, ends_on=ends_on)
    return sorted(planned)


def _within(occurrence: Occurrence, ends_on: date) -> Occurrence | None:
    return occurrence if occurrence.due_on <= ends_on else None
