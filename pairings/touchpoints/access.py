"""The steps of a pair, for the pair, for its coordinators, and for anybody with a link from a mail."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.answering import access as answering
from pairings.pair.models import Pairing
from pairings.touchpoints.models import Touchpoint


def touchpoint_for_pair(user: User, pk: int) -> Touchpoint:
    """The touchpoint, only for the two of its pair; Http404 for anybody else."""
    mine = Pairing.objects.taken_part_in_by(user)
    return get_object_or_404(_whole(Touchpoint.objects.filter(pairing__in=mine)), pk=pk)


def touchpoint_visible(user: User, pk: int) -> Touchpoint:
    """The touchpoint, for its pair and the program's coordinators; Http404 for anybody else."""
    theirs = Pairing.objects.visible_to(user)
    return get_object_or_404(_whole(Touchpoint.objects.filter(pairing__in=theirs)), pk=pk)


def _whole(touchpoints: QuerySet[Touchpoint]) -> QuerySet[Touchpoint]:
    return touchpoints.select_related("step", "pairing__program", "pairing__mentor__user", "pairing__mentee__user")


def touchpoint_by_link(token: str, *, action: str, kind: str) -> tuple[User, Touchpoint]:
    """The person and the touchpoint of a signed link. Raises what `answering.access.by_link` does.

    The link allows one act on this touchpoint and signs nobody in. Somebody who has left, or whose account is closed,
    gets Http404 like anybody else.
    """
    user, pk = answering.by_link(token, action=action)
    mine = Pairing.objects.taken_part_in_by(user)
    return user, get_object_or_404(_whole(Touchpoint.objects.filter(pairing__in=mine, step__kind=kind)), pk=pk)
