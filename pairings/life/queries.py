"""Who can be paired."""

from django.db.models import Count, F, Q, QuerySet

from mentoring.postgres.names import ByName
from pairings.pair.models import Pairing
from programs.program.models import Membership, Program

BY_NAME = (ByName("user__name"), "pk")


def mentors_with_places(program: Program) -> QuerySet[Membership]:
    """Mentors with room for another mentee who aren't away; `taken` says how many mentees they have."""
    return (
        Membership.objects.mentors()
        .filter(program=program, away_from=None)
        .annotate(taken=Count("pairings_as_mentor", filter=~Q(pairings_as_mentor__state=Pairing.State.ENDED)))
        .filter(taken__lt=F("capacity"))
        .select_related("user")
        .order_by(*BY_NAME)
    )


def mentees_without_pair(program: Program) -> QuerySet[Membership]:
    paired = Pairing.objects.live().filter(program=program).values("mentee")
    free = Membership.objects.mentees().filter(program=program, away_from=None)
    return free.exclude(pk__in=paired).select_related("user").order_by(*BY_NAME)


def away(program: Program) -> QuerySet[Membership]:
    """Mentors and mentees on a pause, who can't be paired until they are back."""
    found = Membership.objects.active().filter(program=program, away_from__isnull=False)
    return found.exclude(role=Membership.Role.COORDINATOR).select_related("user").order_by(*BY_NAME)
