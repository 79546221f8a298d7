"""The preview of a journey for a page: what goes out when and to whom, and what a change would make different."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from mentoring.web import dates
from programs.forecast.calculation import PEOPLE, Difference, Forecast, Reading, Reminder, differences, forecast
from programs.journey import drafts as drafting
from programs.journey import running_pairs
from programs.journey.calculation import Blackout
from programs.journey.drafts import Journey, StepDraft
from programs.journey.models import Rung
from programs.journey.running_pairs import Consequence
from programs.pace.queries import blackout_of, pace_of
from programs.program.models import Program

TO = {"mentor": "the mentor", "mentee": "the mentee", "coordinator": "the coordinators"}


@dataclass(frozen=True)
class Due:
    title: str
    number: int  # which occurrence, from 1
    repeats: bool


@dataclass(frozen=True)
class Told:
    """One reminder, with everybody who gets it at this moment."""

    title: str
    rung: str  # “the day before”
    to: str  # “the mentor and the mentee”
    at: datetime
    in_digest: bool

    @property
    def clock(self) -> str:
        return dates.clock(self.at.time())


@dataclass
class Day:
    on: date
    due: list[Due] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    first: date
    days: list[Day]

    @property
    def steps(self) -> int:
        return sum(len(day.due) for day in self.days)

    @property
    def reminders(self) -> int:
        return sum(len(day.told) for day in self.days)


@dataclass(frozen=True)
class Preview:
    """What lies ahead of a pair that starts on `started_on`, in one of the two readings."""

    started_on: date
    ends_on: date
    reading: Reading
    weeks: int
    sessions: int
    steps: int
    mails: Mapping[str, int]  # by person
    months: list[Month]


@dataclass(frozen=True)
class StepDifference:
    title: str
    difference: Difference


@dataclass(frozen=True)
class Change:
    """What saving the draft would change: for a pair that starts on the chosen day, and for running pairs."""

    steps: list[StepDifference]
    sessions: tuple[int, int]  # before and after
    mails: list[tuple[str, int, int]]  # to whom, before and after; only where they differ
    running: list[tuple[str, Consequence]]


@dataclass(frozen=True)
class Question:
    """What was asked on the page: when the pair starts, and whether steps happen on time or not at all."""

    started_on: date
    reading: Reading = Reading.ON_TIME


def first_day(program: Program, *, now: datetime) -> date | None:
    """The first day on which a pair can still start; None once the program is over."""
    day = max(program.starts_on, program.today(now))
    return day if day < program.ends_on else None


def preview(program: Program, journey: Journey, question: Question) -> Preview:
    return _preview(journey, _forecast(program, journey, question, blackout_of(program)), question.reading)


def preview_change(
    program: Program, saved: Journey, journey: Journey, question: Question, *, now: datetime
) -> tuple[Preview, Change]:
    blackout = blackout_of(program)
    before, after = (_forecast(program, steps, question, blackout) for steps in (saved, journey))
    titles = {step.id: step.title for step in (*saved, *journey)}
    steps = drafting.calculated(journey)
    same = {step.id for step in set(drafting.calculated(saved)).intersection(steps)}
    running = running_pairs.consequences(program, steps, blackout=blackout, now=now, unchanged=same)
    change = Change(
        [StepDifference(titles[found.step_id], found) for found in differences(before, after)],
        (_sessions(saved, before), _sessions(journey, after)),
        [
            (TO[person], before.mails[person], after.mails[person])
            for person in PEOPLE
            if before.mails[person] != after.mails[person]
        ],
        [(titles.get(found.step_id) or found.step_title, found) for found in running],
    )
    return _preview(journey, after, question.reading), change


def _forecast(program: Program, journey: Journey, question: Question, blackout: Blackout) -> Forecast:
    return forecast(
        drafting.calculated(journey),
        started_on=question.started_on,
        ends_on=program.ends_on,
        blackout=blackout,
        pace=pace_of(program),
        zone=program.zone,
        reading=question.reading,
    )


def _preview(journey: Journey, found: Forecast, reading: Reading) -> Preview:
    return Preview(
        found.started_on,
        found.ends_on,
        reading,
        found.weeks,
        _sessions(journey, found),
        len(found.occurrences),
        found.mails,
        _months(journey, found),
    )


def _sessions(journey: Journey, found: Forecast) -> int:
    return found.count(drafting.calculated(journey), drafting.SESSION)


def _months(journey: Journey, found: Forecast) -> list[Month]:
    by_id = {step.id: step for step in journey}
    days: dict[date, Day] = {}
    for occurrence in found.occurrences:
        step = by_id[occurrence.step_id]
        day = days.setdefault(occurrence.due_on, Day(occurrence.due_on))
        day.due.append(Due(step.title, occurrence.number, step.every_days is not None))
    for on, reminders in _by_day(found.reminders).items():
        days.setdefault(on, Day(on)).told = _told(by_id, reminders)
    in_order = [days[on] for on in sorted(days)]
    return [Month(first, list(group)) for first, group in groupby(in_order, key=lambda day: day.on.replace(day=1))]


def _by_day(reminders: Iterable[Reminder]) -> dict[date, list[Reminder]]:
    by_day: dict[date, list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        by_day[reminder.at.date()].append(reminder)
    return by_day


def _told(by_id: Mapping[int, StepDraft], reminders: Sequence[Reminder]) -> list[Told]:
    people: dict[tuple[datetime, bool, int, int, int], list[str]] = defaultdict(list)
    for one in reminders:
        people[one.at, one.in_digest, one.step_id, one.number, one.rung.offset_days].append(TO[one.to])
    return [
        Told(by_id[step_id].title, _when(offset), " and ".join(dict.fromkeys(to)), at, in_digest)
        for (at, in_digest, step_id, _, offset), to in people.items()
    ]


def _when(offset_days: int) -> str:
    words = Rung(offset_days=offset_days).when
    return words[0].lower() + words[1:]
