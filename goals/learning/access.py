from django.shortcuts import get_object_or_404

from goals.learning.models import LearningItem
from mentoring.accounts.models import User
from pairings.pair.access import refuse_if_ended
from pairings.pair.models import Pairing
from programs.library.models import Resource


def item_to_change(user: User, pk: int) -> LearningItem:
    """For the two, as long as they are a pair. Everybody else gets Http404, even coordinators."""
    mine = LearningItem.objects.filter(pairing__in=Pairing.objects.taken_part_in_by(user))
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    item = get_object_or_404(mine.select_related(*people), pk=pk)
    refuse_if_ended(item.pairing)
    return item


def resource_for_pair(pairing: Pairing, pk: int) -> Resource | None:
    """A resource of the pair's program; None if `pk` is 0 or there is no such resource."""
    return Resource.objects.filter(pk=pk, program=pairing.program_id).first() if pk else None
