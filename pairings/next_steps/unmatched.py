"""For who has no pair: the programs in which a partner is looked for."""

from collections.abc import Sequence

from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.web.steps import NextStep
from pairings.next_steps.queries import UNMATCHED
from pairings.pair.models import Pairing
from programs.program.models import Membership


def unmatched(user: User, memberships: Sequence[Membership]) -> list[NextStep]:
    """For somebody without a pair: the programs in which they never had a partner, and what happens there now."""
    known = set(Pairing.objects.of(user).values_list("program", flat=True))
    waiting = [one for one in memberships if one.program_id not in known and not one.program.is_closed]
    return [_looked_for(one) for one in waiting if one.role != Membership.Role.COORDINATOR]


def _looked_for(member: Membership) -> NextStep:
    program = member.program
    wanted = "mentee" if member.role == Membership.Role.MENTOR else "mentor"
    return NextStep(
        UNMATCHED,
        f"You take part in {program}",
        f"The coordinators are looking for a {wanted} for you. You get a mail when they have found one.",
        "Read about the program",
        reverse("program", args=[program.pk]),
        program=program.name,
    )
