"""The next step of someone without a pair, and the live pairs that every other room's next steps start from."""

from collections.abc import Sequence

from django.urls import reverse

from mentoring.next_steps import Known, Loaded, NextStep, Rank
from pairings.pair.models import Pairing
from programs.program.loaded import MEMBERSHIPS
from programs.program.models import Membership

PAIRS: Loaded[Sequence[Pairing]] = Loaded("the live pairs of the person, with people and all that their rooms ask for")


def next_steps(known: Known) -> list[NextStep]:
    """One for each program where the person never had a partner; one query, or none if they have a pair."""
    if not is_without_a_pair(known):
        return []
    seen = set(Pairing.objects.of(known.user).values_list("program", flat=True))
    waiting = [one for one in known[MEMBERSHIPS] if one.program_id not in seen and not one.program.is_closed]
    return [_looked_for(one) for one in waiting if one.role != Membership.Role.COORDINATOR]


def is_without_a_pair(known: Known) -> bool:
    return not known[PAIRS] and any(one.role != Membership.Role.COORDINATOR for one in known[MEMBERSHIPS])


def _looked_for(member: Membership) -> NextStep:
    program = member.program
    wanted = "mentee" if member.role == Membership.Role.MENTOR else "mentor"
    return NextStep(
        Rank.LOOKED_FOR,
        f"You take part in {program}",
        f"The coordinators are looking for a {wanted} for you. You get a mail when they have found one.",
        "Read about the program",
        reverse("program", args=[program.pk]),
        program=program.name,
    )
