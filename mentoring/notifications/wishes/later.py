"""The days that “remind me later” offers. Pure: a day in, days out."""

from dataclasses import dataclass
from datetime import date, timedelta

OWN = "own"


@dataclass(frozen=True)
class Choice:
    name: str
    words: str
    day: date


def choices(today: date) -> list[Choice]:
    """Tomorrow, the next Monday, the same weekday next week; each day once, under its first name."""
    offered = [
        Choice("tomorrow", "Tomorrow", today + timedelta(days=1)),
        Choice("monday", "Monday", today + timedelta(days=7 - today.weekday())),
        Choice("week", "In a week", today + timedelta(days=7)),
    ]
    return list({choice.day: choice for choice in reversed(offered)}.values())[::-1]


def day_of(name: str, today: date) -> date | None:
    """The day that a name stood for when the page was opened; None for a day of one's own."""
    days = {"tomorrow": 1, "monday": 7 - today.weekday(), "week": 7}
    return today + timedelta(days=days[name]) if name in days else None
