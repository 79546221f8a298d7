from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower
from django.http import Http404
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.wishes.models import RefusedAddress
from programs.program.access import program_for_coordinator
from programs.program.models import Membership


def member_for_coordinator(user: User, program_pk: int, pk: int) -> Membership:
    """A mentor or mentee of a program that the person runs, even one who has left."""
    program = program_for_coordinator(user, program_pk)
    members = program.memberships.exclude(role=Membership.Role.COORDINATOR)
    return get_object_or_404(members.select_related("user", "program"), pk=pk)


def person_for_coordinator(user: User, program_pk: int, pk: int) -> tuple[Membership, list[Membership]]:
    """Somebody in a program that the person runs, in any role and even if they have left; and all their roles there.

    Each has `refusal`: what a mail server answered when it refused their address for good, or None.
    """
    program_for_coordinator(user, program_pk)
    refused = RefusedAddress.objects.filter(address=Lower(OuterRef("user__email"))).values("answer")[:1]
    theirs = Membership.objects.filter(program=program_pk, user__memberships=pk).order_by("state", "role")
    roles = list(theirs.select_related("user", "program").annotate(refusal=Subquery(refused)))
    for member in roles:
        if member.pk == pk:
            return member, roles
    raise Http404("Nobody of this program.")
