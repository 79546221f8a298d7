from django.db.models import QuerySet

from goals.goals.models import Goal
from goals.learning.models import LearningItem
from pairings.pair.models import Pairing

SHOWN_ON_GOAL = 10


def plan(pairing: Pairing) -> QuerySet[LearningItem]:
    return LearningItem.objects.filter(pairing=pairing).with_people().in_order()


def belonging_to(goal: Goal) -> list[LearningItem]:
    return list(goal.learning_items.in_order().with_people()[:SHOWN_ON_GOAL])


def in_plan(pairing: Pairing) -> set[int]:
    """The ids of the library resources that are already in the plan."""
    rows = LearningItem.objects.filter(pairing=pairing, resource__isnull=False)
    return {pk for pk in rows.values_list("resource_id", flat=True) if pk is not None}
