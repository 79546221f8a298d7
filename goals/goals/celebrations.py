"""The card that celebrates a milestone on the page of a goal."""

from collections.abc import Iterable
from dataclasses import dataclass

from goals.goals.models import Goal, Milestone


@dataclass(frozen=True)
class Celebration:
    """`days`: how many have passed since the two became a pair."""

    milestone: Milestone
    days: int


def celebrated(goal: Goal, milestones: Iterable[Milestone], asked: str) -> Celebration | None:
    """`asked`: a milestone's id, as the address gives it. None if it isn't one of these, or isn't reached any more."""
    for one in milestones:
        if str(one.pk) == asked and one.reached_on:
            return Celebration(one, max(0, (one.reached_on - goal.pairing.started_on).days))
    return None
