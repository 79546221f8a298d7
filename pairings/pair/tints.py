"""The tint of a pair's pages: a mentor tells their mentees apart before they read a name."""

from django.db.models import Q

from mentoring.accounts.models import User
from pairings.pair.models import TINTS, Pairing


def free(*people: User) -> int:
    """The first tint that none of them has in a live pair; once all are taken, the one that they have least often."""
    of_them = Q(mentor__user__in=people) | Q(mentee__user__in=people)
    taken = list(Pairing.objects.live().filter(of_them).values_list("tint", flat=True))
    return min(range(TINTS), key=taken.count)
