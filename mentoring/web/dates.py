"""The one place that puts days, clock times and spans into words, for pages, emails and sentences alike.

A moment is shown in `zone`, or else in the active time zone, which on a page and in an email is the reader's. Order and
clock follow the active language: an American reads “Thu, Dec 3, 3:00 PM”, a Briton “Thu 3 Dec, 15:00”. A year is named
where it isn't the current one.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.dateformat import time_format
from django.utils.translation import get_language

NEAR = {0: "today", 1: "tomorrow", -1: "yesterday"}


@dataclass(frozen=True)
class Order:
    """Django's letters for each form. The year is put behind a day."""

    day: str
    short_day: str
    long_day: str
    date: str
    clock: str
    year: str


AMERICAN = Order(day="D, M j", short_day="M j", long_day="l, F j", date="F j", clock="g:i A", year=", Y")
BRITISH = Order(day="D j M", short_day="j M", long_day="l j F", date="j F", clock="H:i", year=" Y")
ORDERS = {"en-gb": BRITISH}  # every other language we offer is American English


def day(value: date | datetime) -> str:
    """“Tue, Dec 1”, or “Tue, Dec 1, 2026”."""
    return _dated(day_of(value), _order().day)


def bare_day(value: date) -> str:
    """“Dec 1, 2026”, always with the year."""
    return _written(value, _order().short_day + _order().year)


def short_day(value: date | datetime) -> str:
    """“Dec 1”, where the year is clear, such as in a timeline under a heading."""
    return _written(day_of(value), _order().short_day)


def long_day(value: date | datetime) -> str:
    """“Tuesday, December 1”, or “Tuesday, December 1, 2026”, for use in a sentence."""
    return _dated(day_of(value), _order().long_day)


def month_day(value: date | datetime) -> str:
    """“December 1”, or “December 1, 2026”."""
    return _dated(day_of(value), _order().date)


def full_date(value: date | datetime) -> str:
    """“December 1, 2026”, always with the year, for what is kept."""
    return _written(day_of(value), _order().date + _order().year)


def month(value: date) -> str:
    """“December 2026”."""
    return _written(value, "F Y")


def weekday(value: date) -> str:
    return _written(value, "l")


def clock(value: time | datetime, zone: tzinfo | None = None) -> str:
    """“3:00 PM”, or “15:00”."""
    return time_format(_here(value, zone) if isinstance(value, datetime) else value, _order().clock)


def moment(value: datetime) -> str:
    """“Tue, Dec 1, 3:00 PM”."""
    return f"{day(value)}, {clock(value)}"


def near_day(value: date | datetime, zone: tzinfo | None = None) -> str:
    """“Tue, Dec 1”, for a day that is coming up."""
    return _written(day_of(value, zone), _order().day)


def near_moment(value: datetime, zone: tzinfo | None = None) -> str:
    """“Tue, Dec 1, 3:00 PM”, for a moment that is coming up."""
    return f"{near_day(value, zone)}, {clock(value, zone)}"


def said_day(value: date, today: date) -> str:
    """As people say it: “Today”, “Tomorrow”, “Thursday” in the next six days, otherwise “December 17”."""
    away = (value - today).days
    if 0 <= away <= 1:
        return NEAR[away].capitalize()
    return weekday(value) if 1 < away < 7 else month_day(value)


def span(begins: datetime, ends: datetime, zone: tzinfo | None = None) -> str:
    """“Tue, Dec 1, from 3:00 PM to 4:00 PM”."""
    comma = "," if "," in _order().day else ""
    return f"{near_day(begins, zone)}{comma} from {clock(begins, zone)} to {clock(ends, zone)}"


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


def _order() -> Order:
    return ORDERS.get(get_language() or "", AMERICAN)


def _here(value: datetime, zone: tzinfo | None) -> datetime:
    return timezone.localtime(value, zone) if timezone.is_aware(value) else value


def _dated(value: date, form: str) -> str:
    return _written(value, form if value.year == timezone.localdate().year else form + _order().year)


@lru_cache(maxsize=1000)  # a list shows dozens of days, most of them also on the page before
def _written(value: date, form: str) -> str:
    return date_format(value, form)
