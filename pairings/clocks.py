"""A moment in the words of both: each by the clock where they are. Pure calculation, no Django."""

from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo


class Person(Protocol):
    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def first_name(self) -> str: ...


class Skipped(ValueError):
    """The clocks go forward over this time: it doesn't exist on that day."""


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """That day and clock where somebody is; of an hour that comes twice, the first. Raises Skipped."""
    moment = datetime.combine(day, clock, zone)
    if moment.astimezone(ZoneInfo("UTC")).astimezone(zone).time() != clock:
        raise Skipped
    return moment


def when(moment: datetime, reader: Person, other: Person | None = None) -> str:
    """“Tue 1 Dec, 15:00”, and where the other's clock differs: “Tue 1 Dec, 15:00 your time (10:00 for Sam)”."""
    here = moment.astimezone(reader.zone)
    if other is None:
        return _words(here)
    there = moment.astimezone(other.zone)
    if here.utcoffset() == there.utcoffset():
        return _words(here)
    theirs = f"{there:%H:%M}" if there.date() == here.date() else _words(there)
    return f"{_words(here)} your time ({theirs} for {other.first_name})"


def span(begins: datetime, ends: datetime, reader: Person) -> str:
    """“Tue 1 Dec from 15:00 to 16:00”."""
    here, until = begins.astimezone(reader.zone), ends.astimezone(reader.zone)
    return f"{_day(here)} from {here:%H:%M} to {until:%H:%M}"


def in_words(day: date) -> str:
    """“Tue 1 Dec 2026”."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def _words(moment: datetime) -> str:
    return f"{_day(moment)}, {moment:%H:%M}"


def _day(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b}"
