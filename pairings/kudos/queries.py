"""Kudos as the two of a pair see them."""

from django.db.models import QuerySet

from mentoring.accounts.models import User
from pairings.kudos.models import Kudos
from pairings.pair.models import Pairing


def of_pair(pairing: Pairing, viewer: User) -> QuerySet[Kudos]:
    return Kudos.objects.visible_to(viewer).filter(pairing=pairing).select_related("by")
