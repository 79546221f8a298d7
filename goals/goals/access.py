"""The only place where a view gets a goal, or a pair for its goals. What the viewer may not know of is a 404."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from goals.goals.models import Goal
from mentoring.accounts.models import User
from mentoring.notifications.answering import access as answering
from pairings.pair.access import pairing_visible, refuse_if_ended
from pairings.pair.models import Pairing

ANSWER = "goal-agree"  # the act that a signed link is for


def goal_visible(user: User, pk: int) -> Goal:
    """A goal for its pair, or for coordinators unless it is private; Http404 for everybody else.

    How much of it they may see, `reads_all` says.
    """
    return get_object_or_404(Goal.objects.visible_to(user).with_people().with_progress(), pk=pk)


def reads_all(user: User, goal: Goal) -> bool:
    """Whether the person may read milestones, reasons and comments. Coordinators get the outline (outlines.py)."""
    return goal.pairing.has(user)


def pairing_to_read(user: User, pk: int) -> Pairing:
    """For what only the pair may read; coordinators get Http404, as if it didn't exist."""
    pairing = pairing_visible(user, pk).pairing
    if not pairing.has(user):
        raise Http404("Not of this pair.")
    return pairing


def pairing_to_change(user: User, pk: int) -> Pairing:
    """For one of the two to change goals or learning. PermissionDenied for others and once the pair has ended."""
    pairing = pairing_visible(user, pk).pairing
    if not pairing.has(user):
        raise PermissionDenied
    refuse_if_ended(pairing)
    return pairing


def goal_to_change(user: User, pk: int) -> Goal:
    """For one of the two; PermissionDenied for coordinators and once the pair has ended."""
    goal = goal_visible(user, pk)
    if not goal.pairing.has(user):
        raise PermissionDenied
    refuse_if_ended(goal.pairing)
    return goal


def goal_of_pair_to_change(user: User, pairing: Pairing, pk: int) -> Goal:
    goal = goal_to_change(user, pk)
    if goal.pairing_id != pairing.pk:
        raise Http404("Not a goal of this pair.")
    return goal


def goal_by_link(token: str) -> tuple[User, Goal]:
    """The person and the goal behind a signed link in a mail. Raises what `answering.access.by_link` does.

    The link is good for one answer by one of the two and signs nobody in. Somebody who has left gets Http404.
    """
    user, pk = answering.by_link(token, action=ANSWER)
    goals = Goal.objects.of(user).with_people().with_progress()
    return user, get_object_or_404(goals, pk=pk)
