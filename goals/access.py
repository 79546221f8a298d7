"""The only place where a view gets a goal or a milestone; what isn't the viewer's to know is 404."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from goals.models import Goal, Milestone
from mentoring.accounts.models import User


def goal_visible(user: User, pk: int) -> Goal:
    """For the pair; for coordinators of the program unless the pair keeps it to itself (they see its outline only)."""
    return get_object_or_404(Goal.objects.visible_to(user).with_people().with_progress(), pk=pk)


def goal_to_change(user: User, pk: int) -> Goal:
    """For the two of the pair, while they are one."""
    goal = goal_visible(user, pk)
    if not (goal.pairing.has(user) and goal.pairing.is_live):
        raise PermissionDenied
    return goal


def milestone_to_change(user: User, goal_pk: int, pk: int) -> Milestone:
    """Coordinators don't know of milestones: 404 for them, by way of the goal 403."""
    goal = goal_to_change(user, goal_pk)
    milestone = get_object_or_404(goal.milestones.all(), pk=pk)
    milestone.goal = goal
    return milestone
