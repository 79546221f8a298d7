"""What a journey means for one pair: every reminder with the moment it goes out, as its own mail or in a digest.

Pure: no database. It follows docs/reminders.md with the same functions as the planner and the delivery: the rung's
day, quiet hours, several reminders about one step, the weekly budget of mails. It assumes one pair in one program, and
people who haven't changed their mail settings.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from mentoring.notifications.wishes.pace import USEFUL_FOR, Pace, allowed_from, morning, next_digest, week_of
from programs.journey import calculation as journey
from programs.journey.calculation import DAY, NO_HOLIDAYS, Blackout, JourneyRung, JourneyStep, Occurrence
from programs.journey.wording import goes_to

PEOPLE = ("mentor", "mentee", "coordinator")
ONE_EMAIL = timedelta(hours=12)  # to a coordinator about one pair


class Reading(StrEnum):
    ON_TIME = "on-time"
    SILENT = "silent"

    @property
    def words(self) -> str:
        return {"on-time": "every step happens on its day", "silent": "nothing happens at all"}[self.value]


@dataclass(frozen=True)
class Life:
    """How long an occurrence is open: from `planned_on` until `closed_on` (None: it stays open)."""

    occurrence: Occurrence
    planned_on: date
    closed_on: date | None

    def is_open(self, on: date) -> bool:
        return self.closed_on is None or on < self.closed_on


Alive = dict[tuple[int, int], Life]  # by step and number


@dataclass(frozen=True)
class Reminder:
    """One reminder to one side of the pair, or to the coordinators, at the moment it reaches them."""

    step_id: int
    number: int  # which occurrence of the step, from 1
    due_on: date
    rung: JourneyRung
    to: str  # one of PEOPLE
    due_at: datetime
    at: datetime
    in_digest: bool = False


@dataclass(frozen=True)
class Forecast:
    started_on: date
    ends_on: date
    occurrences: tuple[Occurrence, ...]
    reminders: tuple[Reminder, ...]
    mails: Counter[str]  # by person; a digest counts as one mail

    @property
    def weeks(self) -> int:
        return max(1, round((self.ends_on - self.started_on).days / 7))

    def count(self, steps: Iterable[JourneyStep], kind: str) -> int:
        ids = {step.id for step in steps if step.kind == kind}
        return sum(occurrence.step_id in ids for occurrence in self.occurrences)


@dataclass(frozen=True)
class Difference:
    """How one step changes: days added, removed and moved, and its reminders to everybody before and after."""

    step_id: int
    added: int
    removed: int
    moved: int
    reminders_before: int
    reminders: int


def forecast(
    steps: Sequence[JourneyStep],
    *,
    started_on: date,
    ends_on: date,
    blackout: Blackout = NO_HOLIDAYS,
    pace: Pace,
    zone: ZoneInfo,
    reading: Reading = Reading.ON_TIME,
) -> Forecast:
    """`zone` is the program's; we assume that everybody lives in it."""
    by_id = {step.id: step for step in steps}
    lives = [life for step in steps for life in lives_of(step, started_on, ends_on, blackout=blackout, reading=reading)]
    alive = {(life.occurrence.step_id, life.occurrence.number): life for life in lives}
    reminders: list[Reminder] = []
    mails: Counter[str] = Counter()
    for person in PEOPLE:
        waiting = [
            reminder
            for life in lives
            for reminder in _reminders(by_id[life.occurrence.step_id], life, person, blackout, pace, zone)
        ]
        told, mails[person] = _told(waiting, alive, pace, zone)
        reminders += told
    return Forecast(
        started_on,
        ends_on,
        tuple(sorted(life.occurrence for life in lives)),
        tuple(sorted(reminders, key=lambda one: (one.at, one.due_on, one.step_id, PEOPLE.index(one.to)))),
        mails,
    )


def lives_of(step: JourneyStep, started_on: date, ends_on: date, *, blackout: Blackout, reading: Reading) -> list[Life]:
    """Every occurrence of a step, in order. `reading`: whether each happens on its day, or none ever does."""
    found = journey.first(step, started_on=started_on, ends_on=ends_on, blackout=blackout)
    planned_on, lives = started_on, []
    while found:
        if reading is Reading.ON_TIME:
            lives.append(Life(found, planned_on, found.due_on + DAY))
            planned_on = found.due_on
            found = journey.following(
                step, number=found.number, happened_on=found.due_on, ends_on=ends_on, blackout=blackout
            )
        else:
            given_up = journey.given_up_on(step, found.due_on, blackout=blackout)
            lives.append(Life(found, planned_on, given_up))
            if given_up is None:
                return lives
            planned_on, found = given_up, _after_silence(step, found, given_up, ends_on, blackout)
    return lives


def differences(before: Forecast, after: Forecast) -> list[Difference]:
    days_before, days_after = _days(before), _days(after)
    told_before, told = _per_step(before), _per_step(after)
    found = []
    for step_id in {occurrence.step_id: None for occurrence in (*after.occurrences, *before.occurrences)}:
        old, new = days_before.get(step_id, {}), days_after.get(step_id, {})
        difference = Difference(
            step_id,
            added=len(new.keys() - old.keys()),
            removed=len(old.keys() - new.keys()),
            moved=sum(old[number] != new[number] for number in old.keys() & new.keys()),
            reminders_before=told_before[step_id],
            reminders=told[step_id],
        )
        if any((difference.added, difference.removed, difference.moved)) or told_before[step_id] != told[step_id]:
            found.append(difference)
    return found


def _after_silence(
    step: JourneyStep, missed: Occurrence, given_up: date, ends_on: date, blackout: Blackout
) -> Occurrence | None:
    """The next occurrence is due on the first day of the rhythm that isn't past when the missed one is given up."""
    happened_on = missed.due_on
    while found := journey.following(
        step, number=missed.number, happened_on=happened_on, ends_on=ends_on, blackout=blackout
    ):
        if found.due_on >= given_up:
            return found
        happened_on += timedelta(days=step.every_days or 1)
    return None


def _reminders(
    step: JourneyStep, life: Life, person: str, blackout: Blackout, pace: Pace, zone: ZoneInfo
) -> Iterable[Reminder]:
    due_on = life.occurrence.due_on
    planned_at = morning(life.planned_on, zone)
    for rung in step.ladder:
        if person not in goes_to(step.doer, rung.audience):
            continue
        due_at = morning(journey.reminder_day(due_on, rung, blackout=blackout), zone)
        at = allowed_from(due_at, pace.quiet, zone)
        if planned_at.astimezone(UTC) - at.astimezone(UTC) > USEFUL_FOR:
            continue  # missed, because it would be planned more than two days too late
        if planned_at > at:
            at = allowed_from(planned_at, pace.quiet, zone)
        if rung.offset_days < 0 and at.date() > due_on:
            continue  # it would say that the day is to come
        yield Reminder(step.id, life.occurrence.number, due_on, rung, person, due_at, at)


def _told(waiting: list[Reminder], alive: Alive, pace: Pace, zone: ZoneInfo) -> tuple[list[Reminder], int]:
    """The reminders that reach one person, each at its moment, and how many mails that makes."""
    post = _Post(pace, zone)
    waiting.sort(key=lambda one: (one.at.astimezone(UTC), one.due_at, one.due_on, one.step_id))
    for at, together in groupby(waiting, key=lambda one: one.at):
        post.digest_until(at, alive)
        for reminder in post.desk.news(_newest(_still_open(together, at, alive)), at):
            post.tell(reminder)
    post.digest_until(None, alive)
    return post.told, sum(post.mails.values())


class _Post:
    """One person's mails, counted by week. What exceeds the budget waits for the digest on a Monday."""

    def __init__(self, pace: Pace, zone: ZoneInfo) -> None:
        self.pace, self.zone = pace, zone
        self.told: list[Reminder] = []
        self.mails: Counter[date] = Counter()
        self.folded: list[Reminder] = []
        self.digest_at: datetime | None = None
        self.desk = _Desk(zone)

    def tell(self, reminder: Reminder) -> None:
        self.desk.told.append(reminder)
        if self._fits(reminder.at):
            self.told.append(reminder)
        else:
            self.folded.append(reminder)
            self.digest_at = self.digest_at or self._next_digest(reminder.at)

    def digest_until(self, moment: datetime | None, alive: Alive) -> None:
        """Send the digests due by `moment` (None: all). At the same moment a digest goes before single mails."""
        while self.digest_at and (moment is None or self.digest_at <= moment):
            at, self.digest_at = self.digest_at, None
            lines = self.desk.news(_newest(_still_open(self.folded, at, alive)), at)
            if lines and not self._fits(at):
                self.digest_at = self._next_digest(at)
                continue
            self.folded = []
            self.told += [replace(line, at=at, in_digest=True) for line in lines]

    def _fits(self, at: datetime) -> bool:
        """Take one mail out of that week's budget; False if there is none left."""
        week = week_of(at, self.zone)
        if self.mails[week] >= self.pace.budget:
            return False
        self.mails[week] += 1
        return True

    def _next_digest(self, at: datetime) -> datetime:
        return next_digest(at, weekly=True, quiet=self.pace.quiet, zone=self.zone)


class _Desk:
    """What coordinators were told of the pair: once per reason, as pairings/reminders/repeats.py has it."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.told: list[Reminder] = []

    def news(self, reminders: list[Reminder], at: datetime) -> list[Reminder]:
        """Of those to coordinators the newest that is news, unless they heard of the pair just before; all others."""
        fresh = [one for one in reminders if one.to == "coordinator" and not self._is_known(one, at)]
        newest = max(fresh, key=lambda one: (one.due_at, one.step_id), default=None)
        just_told = any(one not in reminders and at - one.at < ONE_EMAIL for one in self.told)
        return [one for one in reminders if one.to != "coordinator" or (one is newest and not just_told)]

    def _is_known(self, late: Reminder, at: datetime) -> bool:
        told = [one for one in self.told if one.step_id == late.step_id and one.due_at < late.due_at]
        if not told or any(one.number == late.number for one in told):
            return False
        began, last = min(one.due_on for one in told), max(one.due_at for one in told)
        return not journey.is_worse(began, told_on=last.astimezone(self.zone).date(), today=at.date())


def _still_open(reminders: Iterable[Reminder], at: datetime, alive: Alive) -> list[Reminder]:
    found = [one for one in reminders if alive[one.step_id, one.number].is_open(at.date())]
    return [one for one in found if one.rung.offset_days >= 0 or at.date() <= one.due_on]


def _newest(reminders: list[Reminder]) -> list[Reminder]:
    """Of several reminders about one touchpoint, only the newest is sent."""
    newest: dict[tuple[int, int], Reminder] = {}
    for one in sorted(reminders, key=lambda one: (one.due_at, one.rung.offset_days)):
        newest[one.step_id, one.number] = one
    return [one for one in reminders if newest[one.step_id, one.number] is one]


def _days(found: Forecast) -> dict[int, dict[int, date]]:
    days: dict[int, dict[int, date]] = {}
    for occurrence in found.occurrences:
        days.setdefault(occurrence.step_id, {})[occurrence.number] = occurrence.due_on
    return days


def _per_step(found: Forecast) -> Counter[int]:
    return Counter(reminder.step_id for reminder in found.reminders)
