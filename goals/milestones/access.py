"""A milestone for the two of its pair."""

from django.shortcuts import get_object_or_404

from goals.goals.access import goal_to_change
from goals.goals.models import Milestone
from mentoring.accounts.models import User


def milestone_to_change(user: User, goal_pk: int, pk: int) -> Milestone:
    """Coordinators don't know of milestones: 404 for them, by way of the goal 403."""
    goal = goal_to_change(user, goal_pk)
    milestone = get_object_or_404(goal.milestones.all(), pk=pk)
    milestone.goal = goal
    return milestone
