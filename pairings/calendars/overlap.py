"""Suggests times at which both are usually free. Pure calculation: values in, moments out."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# The hours of each part of a day, by the person's own clock. A cell of the week is weekday × 4 + part of the day.
PARTS = ((8, 12), (12, 14), (14, 18), (18, 21))
DAYS_AHEAD = 14
HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Week:
    """When one person is usually free, by the clock of `zone`; `cells=None` means that they haven't said."""

    zone: ZoneInfo
    cells: Collection[int] | None

    def is_free(self, begins: datetime, minutes: int) -> bool:
        """Whether every half-hour of it lies in a free part; always, if they haven't said."""
        if self.cells is None:
            return True
        ends = begins + timedelta(minutes=minutes)
        moments = [begins, *_half_hours(begins + HALF_HOUR, ends), ends - timedelta(minutes=1)]
        return all(_cell(moment.astimezone(self.zone)) in self.cells for moment in moments)


def suggest(
    mine: Week, theirs: Week, *, now: datetime, minutes: int, last: datetime | None = None, most: int = 3
) -> list[datetime]:
    """Up to `most` times from tomorrow on, on different days by my clock, the earliest first.

    The weekday and time of the `last` meeting come first, then the first time of each day at which both are free.
    Somebody who hasn't said counts as free; if neither has, only the last meeting's time is suggested.
    """
    found = [moment for moment in _again(last, mine.zone, now) if _both_free(mine, theirs, moment, minutes)][:1]
    if mine.cells is not None or theirs.cells is not None:
        for day in _days(mine.zone, now):
            if len(found) == most:
                break
            if day not in {moment.date() for moment in found}:
                found += _first_of(day, mine, theirs, minutes)
    return sorted(found)[:most]


def _again(last: datetime | None, zone: ZoneInfo, now: datetime) -> list[datetime]:
    if last is None:
        return []
    here = last.astimezone(zone)
    return [datetime.combine(day, here.time(), zone) for day in _days(zone, now) if day.weekday() == here.weekday()]


def _first_of(day: date, mine: Week, theirs: Week, minutes: int) -> list[datetime]:
    """The first full hour of the day at which both are free, or else the first half-hour."""
    for minute in (0, 30):
        for hour in range(PARTS[0][0], PARTS[-1][1]):
            moment = datetime.combine(day, time(hour, minute), mine.zone)
            if _both_free(mine, theirs, moment, minutes):
                return [moment]
    return []


def _both_free(mine: Week, theirs: Week, moment: datetime, minutes: int) -> bool:
    moment = moment.astimezone(ZoneInfo("UTC"))  # in UTC, so that adding minutes is right even when the clocks change
    return mine.is_free(moment, minutes) and theirs.is_free(moment, minutes)


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
