from django.shortcuts import get_object_or_404

from goals.goals.access import goal_to_change
from goals.goals.models import Milestone
from mentoring.accounts.models import User


def milestone_to_change(user: User, goal_pk: int, pk: int) -> Milestone:
    """For the pair alone. Coordinators get PermissionDenied, or Http404 if the goal is private."""
    goal = goal_to_change(user, goal_pk)
    milestone = get_object_or_404(goal.milestones.all(), pk=pk)
    milestone.goal = goal
    return milestone
