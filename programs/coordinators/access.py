from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from programs.program.access import program_for_coordinator
from programs.program.models import Membership, Program


def program_to_appoint_in(user: User, pk: int) -> Program:
    """For coordinators of the program and for every administrator."""
    if user.is_administrator:
        return get_object_or_404(Program, pk=pk)
    return program_for_coordinator(user, pk)


def coordinator_to_remove(user: User, program_pk: int, pk: int) -> Membership:
    program = program_to_appoint_in(user, program_pk)
    return get_object_or_404(
        Membership.objects.coordinators().select_related("user", "program"), pk=pk, program=program
    )
