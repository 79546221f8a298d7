"""A moment in words for two people, each by their own clock."""

from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from mentoring.web import dates


class Person(Protocol):
    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def first_name(self) -> str: ...


class Skipped(ValueError):
    """The clocks go forward over this time, so it doesn't exist on that day."""


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """That day and time in `zone`; if the hour comes twice, the first one. Raises Skipped."""
    moment = datetime.combine(day, clock, zone)
    if moment.astimezone(ZoneInfo("UTC")).astimezone(zone).time() != clock:
        raise Skipped
    return moment


def for_other(moment: datetime, reader: Person, other: Person) -> str:
    """“10:00 AM for Sam” where the other's clock differs, with the day where that differs too; otherwise empty."""
    here, there = moment.astimezone(reader.zone), moment.astimezone(other.zone)
    if here.utcoffset() == there.utcoffset():
        return ""
    same_day = there.date() == here.date()
    theirs = dates.clock(there, other.zone) if same_day else dates.near_moment(there, other.zone)
    return f"{theirs} for {other.first_name}"


def when(moment: datetime, reader: Person, other: Person | None = None) -> str:
    """“Tue 1 Dec, 15:00”, or, if the other's clock differs, “Tue 1 Dec, 15:00 your time (10:00 for Sam)”."""
    words = dates.near_moment(moment, reader.zone)
    theirs = for_other(moment, reader, other) if other else ""
    return f"{words} your time ({theirs})" if theirs else words
