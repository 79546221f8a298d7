"""What a changed journey does to running pairs. The pairings app registers here, because it stands above this one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from mentoring.accounts.models import User
from programs.journey.calculation import Blackout, JourneyStep
from programs.program.models import Program


@dataclass(frozen=True)
class Consequence:
    """What a changed journey does to one step of the running pairs. The numbers count pairs."""

    step_title: str
    added: int = 0  # pairs that get it as a new open step
    moved: int = 0  # pairs whose open step gets another day
    removed: int = 0  # pairs whose open step goes away
    kept: int = 0  # pairs whose day somebody chose, so it stays
    too_late: int = 0  # pairs that are past its day already and don't get it
    soonest: date | None = None  # the first new day among those added or moved
    step_id: int = 0  # as in the steps asked about; pairs don't know the title of a new one


class RunningPairs(Protocol):
    def move_end(self, program: Program, *, before: date) -> None:
        """The program's last day is no longer `before`: move the end of the pairs that were to last until then."""

    def replan(self, program: Program, *, by: User, now: datetime) -> int:
        """Plan the open steps again after the journey, its holidays or its rhythm changed. Returns how many changed."""

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

        `unchanged`: ids of steps to leave out, because the pairs already follow them as they are.
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
