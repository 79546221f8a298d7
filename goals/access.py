"""The only place where a view gets a goal, or a pair for its goals; what isn't the viewer's to know is 404."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from goals.models import Assessment, Goal, GoalReview, LearningItem, Milestone
from mentoring.accounts.models import User
from mentoring.notifications import links
from mentoring.web import numbers
from pairings.access import pairing_visible, refuse_if_ended
from pairings.models import Pairing
from programs.models import Resource

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


def item_to_change(user: User, pk: int) -> LearningItem:
    """For the two of the pair, while they are one. Coordinators don't know of a learning plan."""
    mine = LearningItem.objects.filter(pairing__in=Pairing.objects.taken_part_in_by(user))
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    item = get_object_or_404(mine.select_related(*people), pk=pk)
    refuse_if_ended(item.pairing)
    return item


def resource_for_pair(pairing: Pairing, pk: int) -> Resource | None:
    """A resource of the pair's program; none where none, or none of theirs, is asked for."""
    return Resource.objects.filter(pk=pk, program=pairing.program_id).first() if pk else None


def own_assessment(user: User, pairing: Pairing, moment: str) -> Assessment | None:
    return Assessment.objects.filter(pairing=pairing, by=user, moment=moment).first()


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


def held_review(pairing: Pairing, pk: str) -> GoalReview | None:
    """A review of the pair that is over; none where none is asked for."""
    if not pk:
        return None
    held = GoalReview.objects.filter(pairing=pairing, held_at__isnull=False)
    return get_object_or_404(held, pk=numbers.whole(pk))


def milestone_to_change(user: User, goal_pk: int, pk: int) -> Milestone:
    """Coordinators don't know of milestones: 404 for them, by way of the goal 403."""
    goal = goal_to_change(user, goal_pk)
    milestone = get_object_or_404(goal.milestones.all(), pk=pk)
    milestone.goal = goal
    return milestone


def goal_by_link(token: str) -> tuple[User, Goal]:
    """The person and the goal that a signed link in a mail stands for. Raises links.Expired and links.Forged.

    It is for one answer of one of the two and signs nobody in; who has left gets Http404 like anybody else.
    """
    link = links.read(token, action=ANSWER)
    user = get_object_or_404(User, pk=link.user_id, is_active=True)
    goals = Goal.objects.of(user).with_people().with_progress()
    return user, get_object_or_404(goals, pk=link.object_id)
