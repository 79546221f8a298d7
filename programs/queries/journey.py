"""The journey of a program as a page shows it: its steps, and what it would be for a pair that starts on a day."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from programs.journey import JourneyStep, plan
from programs.models import Program, Rung, Step


@dataclass(frozen=True)
class Day:
    due_on: date
    step: Step
    number: int  # which occurrence, from 1


@dataclass(frozen=True)
class Month:
    first: date
    days: list[Day]


@dataclass(frozen=True)
class Preview:
    """What a pair that starts on `started_on` has before it, if everything happens on the day it is due."""

    started_on: date
    ends_on: date
    months: list[Month]
    sessions: int
    steps: int
    mentor_mails: int
    mentee_mails: int

    @property
    def weeks(self) -> int:
        return max(1, round((self.ends_on - self.started_on).days / 7))


def steps_of(program: Program) -> list[Step]:
    return list(program.steps.filter(enabled=True).prefetch_related("rungs").order_by("first_day", "position"))


def preview(program: Program, steps: list[Step], *, now: datetime) -> Preview | None:
    """For a pair that starts today, or on the first day if that is still to come; None once the program is over."""
    started_on = max(program.starts_on, program.today(now))
    if started_on >= program.ends_on:
        return None
    by_id = {step.pk: step for step in steps}
    occurrences = plan(
        [JourneyStep(step.pk, step.first_day, step.every_days) for step in steps],
        started_on=started_on,
        ends_on=program.ends_on,
    )
    days = [Day(found.due_on, by_id[found.step_id], found.number) for found in occurrences]
    return Preview(
        started_on=started_on,
        ends_on=program.ends_on,
        months=[Month(first, list(group)) for first, group in groupby(days, key=lambda day: day.due_on.replace(day=1))],
        sessions=sum(day.step.kind == Step.Kind.SESSION for day in days),
        steps=len(days),
        mentor_mails=sum(_mails(day.step, Step.Doer.MENTOR) for day in days),
        mentee_mails=sum(_mails(day.step, Step.Doer.MENTEE) for day in days),
    )


def _mails(step: Step, side: Step.Doer) -> int:
    """Reminders that reach one side even when nothing is late: those up to the day itself."""
    does_it = step.doer in (side, Step.Doer.BOTH)
    return sum(
        rung.offset_days <= 0
        and (rung.audience == Rung.Audience.BOTH or (rung.audience == Rung.Audience.DOER and does_it))
        for rung in step.rungs.all()
    )
