"""Who may put whom on pause."""

from mentoring.accounts.models import User
from programs.people.access import member_for_coordinator
from programs.program.models import Membership


def member_to_pause(user: User, program_pk: int, pk: int) -> Membership:
    """A mentor or mentee the viewer may pause: themself, or anybody in a program that they coordinate."""
    own = Membership.objects.active().of(user).exclude(role=Membership.Role.COORDINATOR)
    found = own.filter(program=program_pk, pk=pk).select_related("user", "program").first()
    return found or member_for_coordinator(user, program_pk, pk)
