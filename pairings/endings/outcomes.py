"""What became of a pair's goals, as its ending shows it. The goals app registers here, since it sits above."""

from dataclasses import dataclass, field
from typing import Protocol

from pairings.pair.models import Pairing


@dataclass(frozen=True)
class Figure:
    """One area, with its first and last rating from 1 to 5."""

    label: str
    then: int
    now: int


@dataclass(frozen=True)
class GoalOutcome:
    """A goal: how it first read, how it reads now, and what became of it."""

    then: str
    now: str
    word: str
    tone: str


@dataclass(frozen=True)
class ThenAndNow:
    finding: str = ""
    figures: list[Figure] = field(default_factory=list)
    outcomes: list[GoalOutcome] = field(default_factory=list)


class Outcomes(Protocol):
    def then_and_now(self, pairing: Pairing) -> ThenAndNow:
        """Only for the two of the pair."""

    def goals_reached(self, pairing: Pairing) -> int: ...


_known: list[Outcomes] = []


def register(outcomes: Outcomes) -> None:
    _known.append(outcomes)


def then_and_now(pairing: Pairing) -> ThenAndNow:
    found = (outcomes.then_and_now(pairing) for outcomes in _known)
    return next((one for one in found if one.figures or one.outcomes), ThenAndNow())


def goals_reached(pairing: Pairing) -> int:
    return sum(outcomes.goals_reached(pairing) for outcomes in _known)
