"""What a changed journey does to the pairs that follow it: the pairings app registers here, because it stands above."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from mentoring.accounts.models import User
from programs.journey.calculation import Blackout, JourneyStep
from programs.program.models import Program


@dataclass(frozen=True)
class Consequence:
    """What a changed journey does to one step of the running pairs: how many of their open days do what."""

    step_title: str
    added: int = 0  # pairs that get it as a new open step
    moved: int = 0  # pairs whose open step gets another day
    removed: int = 0  # pairs whose open step goes away
    kept: int = 0  # pairs whose day somebody chose, so it stays
    too_late: int = 0  # pairs that are past its day already and don't get it
    soonest: date | None = None  # the first new day among those added or moved
    step_id: int = 0  # as in the steps asked about: a new step has no title that the pairs know


class RunningPairs(Protocol):
    def move_end(self, program: Program, *, before: date) -> None:
        """The program ends on another day than `before`: what was to last until then follows."""

    def replan(self, program: Program, *, by: User, now: datetime) -> int:
        """Plan what is open again after the journey, its holidays or its rhythm changed; gives how many changed."""

    def consequences(
        self,
        program: Program,
        steps: Sequence[JourneyStep],
        *,
        blackout: Blackout,
        now: datetime,
        unchanged: Collection[int] = (),
    ) -> list[Consequence]:
        """What `replan` would do if the journey became these steps (new ones have a negative id); changes nothing.

        `unchanged`: steps about which it needn't be asked, because the pairs follow them as they are.
        """


_registered: list[RunningPairs] = []


def register(pairs: RunningPairs) -> None:
    _registered.append(pairs)


def move_end(program: Program, *, before: date) -> None:
    for pairs in _registered:
        pairs.move_end(program, before=before)


def replan(program: Program, *, by: User, now: datetime) -> int:
    return sum(pairs.replan(program, by=by, now=now) for pairs in _registered)


def consequences(
    program: Program,
    steps: Sequence[JourneyStep],
    *,
    blackout: Blackout,
    now: datetime,
    unchanged: Collection[int] = (),
) -> list[Consequence]:
    return [
        found
        for pairs in _registered
        for found in pairs.consequences(program, steps, blackout=blackout, now=now, unchanged=unchanged)
    ]
