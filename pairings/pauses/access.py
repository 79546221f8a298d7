"""Whom one may put on pause."""

from mentoring.accounts.models import User
from programs.people.access import member_for_coordinator
from programs.program.models import Membership


def member_to_pause(user: User, program_pk: int, pk: int) -> Membership:
    """A mentor or mentee whom the viewer may put on pause: themself, or anybody in a program that they run."""
    own = Membership.objects.active().of(user).exclude(role=Membership.Role.COORDINATOR)
    found = own.filter(program=program_pk, pk=pk).select_related("user", "program").first()
    return found or member_for_coordinator(user, program_pk, pk)
