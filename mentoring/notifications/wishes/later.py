"""The days that “Remind me later” offers. The page sends the day itself, so that midnight moves none."""

from dataclasses import dataclass
from datetime import date, timedelta

OWN = "own"


@dataclass(frozen=True)
class Choice:
    words: str
    day: date


def choices(today: date) -> list[Choice]:
    """Tomorrow, next Monday, and a week from today; each day once, under the first of its names."""
    offered = [
        Choice("Tomorrow", today + timedelta(days=1)),
        Choice("Monday", today + timedelta(days=7 - today.weekday())),
        Choice("In a week", today + timedelta(days=7)),
    ]
    return list({choice.day: choice for choice in reversed(offered)}.values())[::-1]


def day_of(value: str) -> date | None:
    """The day that was chosen, even one that `choices` wouldn't offer today; None if it is none."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
