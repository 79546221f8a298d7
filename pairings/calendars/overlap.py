"""Suggests times at which both are usually free. Pure calculation: values in, moments out."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# The hours of each part of a day, by the person's own clock. A cell of the week is weekday × 4 + part of the day.
PARTS = ((8, 12), (12, 14), (14, 18), (18, 21))
# Of somebody who hasn't said when they are free: when they are awake, and when most people meet.
WAKING, USUAL = (time(7), time(21)), (time(9), time(18))
WEEKEND = 5  # Saturday, and what comes after it
DAYS_AHEAD = 14
HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Week:
    """When one person is usually free, by the clock of `zone`; `cells=None` means that they haven't said."""

    zone: ZoneInfo
    cells: Collection[int] | None

    def is_free(self, begins: datetime, minutes: int) -> bool:
        """Whether every half-hour of it lies in a free part or, if they haven't said, in their waking hours."""
        if self.cells is None:
            return self._is_within(WAKING, begins, minutes)
        ends = begins + timedelta(minutes=minutes)
        moments = [begins, *_half_hours(begins + HALF_HOUR, ends), ends - timedelta(minutes=1)]
        return all(_cell(moment.astimezone(self.zone)) in self.cells for moment in moments)

    def is_on_a_weekend(self, begins: datetime) -> bool:
        """Only if they haven't said; who has, means the weekend, too."""
        return self.cells is None and begins.astimezone(self.zone).weekday() >= WEEKEND

    def is_unusual(self, begins: datetime, minutes: int) -> bool:
        return self.cells is None and not self._is_within(USUAL, begins, minutes)

    def _is_within(self, hours: tuple[time, time], begins: datetime, minutes: int) -> bool:
        here, ends = begins.astimezone(self.zone), (begins + timedelta(minutes=minutes)).astimezone(self.zone)
        return here.date() == ends.date() and hours[0] <= here.time() and ends.time() <= hours[1]


@dataclass(frozen=True)
class Both:
    """The weeks of two people, and what else a time has to fit; `minutes` long."""

    weeks: tuple[Week, Week]
    minutes: int
    fits: Callable[[datetime], bool]

    def are_free(self, moment: datetime) -> bool:
        there = _in_utc(moment)
        return all(one.is_free(there, self.minutes) for one in self.weeks) and self.fits(moment)

    def have_a_weekend(self, moment: datetime) -> bool:
        return any(one.is_on_a_weekend(_in_utc(moment)) for one in self.weeks)

    def doubts(self, moment: datetime) -> tuple[bool, int, bool]:
        """Sorts the times of a day, the best first: at usual hours for most of the two, on a full hour."""
        unusual = sum(one.is_unusual(_in_utc(moment), self.minutes) for one in self.weeks)
        return self.have_a_weekend(moment), unusual, moment.minute != 0


def suggest(
    mine: Week,
    theirs: Week,
    *,
    now: datetime,
    minutes: int,
    last: datetime | None = None,
    fits: Callable[[datetime], bool] = lambda _: True,
    most: int = 3,
) -> list[datetime]:
    """Up to `most` times from tomorrow on that fit, on different days by my clock, the earliest first.

    The weekday and time of the `last` meeting come first, then the best time of each day at which both are free. Of
    somebody who hasn't said, waking hours are assumed: weekdays before weekends, the middle of the day before its ends.
    """
    both = Both((mine, theirs), minutes, fits)
    found = [moment for moment in _again(last, mine.zone, now) if both.are_free(moment)][:1]
    taken = {moment.date() for moment in found}
    days = [day for day in _days(mine.zone, now) if day not in taken]
    return sorted([*found, *_best(days, both, mine.zone, most - len(found))])


def _again(last: datetime | None, zone: ZoneInfo, now: datetime) -> list[datetime]:
    if last is None:
        return []
    here = last.astimezone(zone)
    return [datetime.combine(day, here.time(), zone) for day in _days(zone, now) if day.weekday() == here.weekday()]


def _best(days: list[date], both: Both, zone: ZoneInfo, most: int) -> list[datetime]:
    """One of each of the first days on which both are free; those with a weekend only where others aren't enough."""
    weekdays: list[datetime] = []
    weekends: list[datetime] = []
    for day in days:
        if len(weekdays) == most:
            break
        if moment := _best_of(day, both, zone):
            (weekends if both.have_a_weekend(moment) else weekdays).append(moment)
    return [*weekdays, *weekends][:most]


def _best_of(day: date, both: Both, zone: ZoneInfo) -> datetime | None:
    moments = (datetime.combine(day, time(number // 2, number % 2 * 30), zone) for number in range(48))
    free = [moment for moment in moments if both.are_free(moment)]
    return min(free, key=lambda moment: (*both.doubts(moment), moment), default=None)


def _in_utc(moment: datetime) -> datetime:
    """So that adding minutes is right even when the clocks change."""
    return moment.astimezone(UTC)


def _days(zone: ZoneInfo, now: datetime) -> list[date]:
    today = now.astimezone(zone).date()
    return [today + timedelta(days=number) for number in range(1, DAYS_AHEAD + 1)]


def _half_hours(begins: datetime, ends: datetime) -> Iterator[datetime]:
    while begins < ends:
        yield begins
        begins += HALF_HOUR


def _cell(here: datetime) -> int | None:
    hour = here.hour + here.minute / 60
    part = next((number for number, (begins, ends) in enumerate(PARTS) if begins <= hour < ends), None)
    return None if part is None else here.weekday() * len(PARTS) + part
