"""Where a pair stands in its time, in words that hold before its first day, past its last one and after its end."""

from datetime import date

from mentoring.web import dates
from pairings.pair.models import Pairing


def week(pairing: Pairing, today: date) -> str:
    """“Week 3 of 26”; outside of its weeks what is true instead."""
    if pairing.ended_on:
        return f"Ended on {dates.day(pairing.ended_on)}"
    if today < pairing.started_on:
        return f"Starts {dates.distance((pairing.started_on - today).days)}"
    if today > pairing.ends_on:
        return f"Your last day was {dates.day(pairing.ends_on)}"
    weeks = max(1, round((pairing.ends_on - pairing.started_on).days / 7))
    return f"Week {min(weeks, (today - pairing.started_on).days // 7 + 1)} of {weeks}"


def together(pairing: Pairing, today: date) -> str:
    """“From … to …”, as a sentence without its dot, and never a last day that comes before the first."""
    first, ended = dates.day(pairing.started_on), pairing.ended_on
    if ended and ended < pairing.started_on:
        return f"Ended on {dates.day(ended)}, before the first day"
    if ended:
        return f"From {first} to {dates.day(ended)}"
    if today > pairing.ends_on:
        return f"Since {first}; the last day was {dates.day(pairing.ends_on)}"
    return f"From {first} to {dates.day(pairing.ends_on)}"


def is_past(pairing: Pairing, today: date) -> bool:
    """Whether the last day of a pair that hasn't ended has passed."""
    return pairing.is_live and today > pairing.ends_on
