"""What is on a pair's learning plan, for the two of it."""

from django.shortcuts import get_object_or_404

from goals.learning.models import LearningItem
from mentoring.accounts.models import User
from pairings.pair.access import refuse_if_ended
from pairings.pair.models import Pairing
from programs.library.models import Resource


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
