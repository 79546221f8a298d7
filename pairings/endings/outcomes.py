"""What a pair has gained: the goals app registers here what the ending shows of it, because it stands above."""

from dataclasses import dataclass, field
from typing import Protocol

from pairings.pair.models import Pairing


@dataclass(frozen=True)
class Figure:
    """One area, rated from 1 to 5 at first and at last."""

    label: str
    then: int
    now: int


@dataclass(frozen=True)
class Outcome:
    """One of the first goals: how it read then, how it reads now, and what became of it."""

    then: str
    now: str
    word: str
    tone: str


@dataclass(frozen=True)
class ThenAndNow:
    finding: str = ""
    figures: list[Figure] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


class Gains(Protocol):
    def then_and_now(self, pairing: Pairing) -> ThenAndNow:
        """For the two of the pair alone."""

    def goals_reached(self, pairing: Pairing) -> int: ...


_known: list[Gains] = []


def register(outcomes: Gains) -> None:
    _known.append(outcomes)


def then_and_now(pairing: Pairing) -> ThenAndNow:
    """The first that has something to show."""
    found = (outcomes.then_and_now(pairing) for outcomes in _known)
    return next((one for one in found if one.figures or one.outcomes), ThenAndNow())


def goals_reached(pairing: Pairing) -> int:
    return sum(outcomes.goals_reached(pairing) for outcomes in _known)
