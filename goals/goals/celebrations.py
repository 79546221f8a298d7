"""A milestone was just reached: what the calm card on the goal's page says."""

from collections.abc import Iterable
from dataclasses import dataclass

from goals.goals.models import Goal, Milestone


@dataclass(frozen=True)
class Celebration:
    """`days`: since the two became a pair."""

    milestone: Milestone
    days: int


def celebrated(goal: Goal, milestones: Iterable[Milestone], asked: str) -> Celebration | None:
    """Of the milestone with this number, while it is reached."""
    for one in milestones:
        if str(one.pk) == asked and one.reached_on:
            return Celebration(one, max(0, (one.reached_on - goal.pairing.started_on).days))
    return None
