"""The days that “Remind me later” offers."""

from dataclasses import dataclass
from datetime import date, timedelta

OWN = "own"


@dataclass(frozen=True)
class Choice:
    name: str
    words: str
    day: date


def choices(today: date) -> list[Choice]:
    """Tomorrow, next Monday, and a week from today; each day once, under the first of its names."""
    offered = [
        Choice("tomorrow", "Tomorrow", today + timedelta(days=1)),
        Choice("monday", "Monday", today + timedelta(days=7 - today.weekday())),
        Choice("week", "In a week", today + timedelta(days=7)),
    ]
    return list({choice.day: choice for choice in reversed(offered)}.values())[::-1]


def day_of(name: str, today: date) -> date | None:
    """The day a name stands for, even one that `choices` wouldn't offer today; None for a day of one's own."""
    days = {"tomorrow": 1, "monday": 7 - today.weekday(), "week": 7}
    return today + timedelta(days=days[name]) if name in days else None
