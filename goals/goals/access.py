"""The only place where a view gets a goal, or a pair for its goals; what isn't the viewer's to know is 404."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from goals.goals.models import Goal
from mentoring.accounts.models import User
from mentoring.notifications.answering import links
from pairings.pair.access import pairing_visible, refuse_if_ended
from pairings.pair.models import Pairing

ANSWER = "goal-agree"  # the act that a signed link is for


def goal_visible(user: User, pk: int) -> Goal:
    """For the pair; for coordinators of the program unless the pair keeps it to itself (they see its outline only)."""
    return get_object_or_404(Goal.objects.visible_to(user).with_people().with_progress(), pk=pk)


def pairing_to_read(user: User, pk: int) -> Pairing:
    """What is for the pair alone: for coordinators it does not exist."""
    pairing = pairing_visible(user, pk).pairing
    if not pairing.has(user):
        raise Http404("Not of this pair.")
    return pairing


def pairing_to_change(user: User, pk: int) -> Pairing:
    """Whose goals and learning the person may change: one of the two, while they are a pair."""
    pairing = pairing_visible(user, pk).pairing
    if not pairing.has(user):
        raise PermissionDenied
    refuse_if_ended(pairing)
    return pairing


def goal_to_change(user: User, pk: int) -> Goal:
    """For the two of the pair, while they are one."""
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
    """The person and the goal that a signed link in a mail stands for. Raises links.Expired and links.Forged.

    It is for one answer of one of the two and signs nobody in; who has left gets Http404 like anybody else.
    """
    link = links.read(token, action=ANSWER)
    user = get_object_or_404(User, pk=link.user_id, is_active=True)
    goals = Goal.objects.of(user).with_people().with_progress()
    return user, get_object_or_404(goals, pk=link.object_id)
