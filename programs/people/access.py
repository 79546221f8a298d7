"""Whoever takes part in a program, for those who run it."""

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower
from django.http import Http404
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.wishes.models import RefusedAddress
from programs.program.access import program_for_coordinator
from programs.program.models import Membership


def member_for_coordinator(user: User, program_pk: int, pk: int) -> Membership:
    """A mentor or mentee of a program that the person runs, also one who has left."""
    program = program_for_coordinator(user, program_pk)
    members = program.memberships.exclude(role=Membership.Role.COORDINATOR)
    return get_object_or_404(members.select_related("user", "program"), pk=pk)


def person_for_coordinator(user: User, program_pk: int, pk: int) -> tuple[Membership, list[Membership]]:
    """Whoever takes part in a program that the person runs, in any role, also one who has left; and all their roles.

    Each comes with `refusal`: what a mail server said for good of their address.
    """
    program_for_coordinator(user, program_pk)
    refused = RefusedAddress.objects.filter(address=Lower(OuterRef("user__email"))).values("answer")[:1]
    theirs = Membership.objects.filter(program=program_pk, user__memberships=pk).order_by("state", "role")
    roles = list(theirs.select_related("user", "program").annotate(refusal=Subquery(refused)))
    for member in roles:
        if member.pk == pk:
            return member, roles
    raise Http404("Nobody of this program.")
