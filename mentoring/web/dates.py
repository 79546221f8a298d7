"""The one place that puts days, clock times and spans into words, for pages, mails and sentences alike.

A moment is shown in `zone`, or else in the active time zone, which on a page and in a mail is the reader's.
"""

from datetime import date, datetime, time, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as date_format

NEAR = {0: "today", 1: "tomorrow", -1: "yesterday"}


def day(value: date | datetime) -> str:
    """“Tue 1 Dec 2026”."""
    return _written(day_of(value), "D j M Y")


def bare_day(value: date) -> str:
    """“1 Dec 2026”."""
    return _written(value, "j M Y")


def short_day(value: date | datetime) -> str:
    """“1 Dec”, where the year is clear, such as in a timeline under a heading."""
    return _written(day_of(value), "j M")


def long_day(value: date) -> str:
    """“Tuesday 1 December”, for use in a sentence."""
    return _written(value, "l j F")


def weekday(value: date) -> str:
    return _written(value, "l")


def clock(value: time | datetime, zone: tzinfo | None = None) -> str:
    return f"{_here(value, zone) if isinstance(value, datetime) else value:%H:%M}"


def moment(value: datetime) -> str:
    """“Tue 1 Dec 2026, 15:00”."""
    return f"{day(value)}, {clock(value)}"


def near_day(value: date | datetime, zone: tzinfo | None = None) -> str:
    """“Tue 1 Dec”, for a day that is coming up."""
    return _written(day_of(value, zone), "D j M")


def near_moment(value: datetime, zone: tzinfo | None = None) -> str:
    """“Tue 1 Dec, 15:00”, for a moment that is coming up."""
    return f"{near_day(value, zone)}, {clock(value, zone)}"


def span(begins: datetime, ends: datetime, zone: tzinfo | None = None) -> str:
    """“Tue 1 Dec from 15:00 to 16:00”."""
    return f"{near_day(begins, zone)} from {clock(begins, zone)} to {clock(ends, zone)}"


def distance(days: int) -> str:
    """“today”, “tomorrow”, “yesterday”, “in 12 days”, “12 days ago”."""
    return NEAR.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")


def days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def every(days: int) -> str:
    """“every day”, “every 10 days”, “every week”, “every 2 weeks”."""
    weeks, rest = divmod(days, 7)
    number, unit = (days, "day") if rest else (weeks, "week")
    return f"every {unit}" if number == 1 else f"every {number} {unit}s"


def day_of(value: date | datetime, zone: tzinfo | None = None) -> date:
    """The day a moment falls on in `zone`; a date comes back unchanged."""
    return _here(value, zone).date() if isinstance(value, datetime) else value


def _here(value: datetime, zone: tzinfo | None) -> datetime:
    return timezone.localtime(value, zone) if timezone.is_aware(value) else value


@lru_cache(maxsize=1000)  # a list shows dozens of days, most of them also on the page before
def _written(value: date, form: str) -> str:
    return date_format(value, form)
