"""The only place where a view gets a program: 404 if the person may not see it, 403 if they may not run it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from programs.program.models import Membership, Program, ProgramQuerySet


def programs_visible_to(user: User) -> ProgramQuerySet:
    """The programs in which the person has a role, closed ones too."""
    return Program.objects.joined_by(user)


def program_for_member(user: User, pk: int) -> Program:
    """A program in which the person has any role; Http404 for everybody else."""
    return get_object_or_404(programs_visible_to(user), pk=pk)


def program_for_coordinator(user: User, pk: int) -> Program:
    """A program that the person runs. Raises Http404 for strangers, PermissionDenied for mentors and mentees."""
    mine = Membership.objects.active().of(user).filter(program=pk).select_related("program").order_by()
    programs = {membership.role: membership.program for membership in mine}
    if not programs:
        raise Http404("No such program for this person.")
    if Membership.Role.COORDINATOR not in programs:
        raise PermissionDenied
    return programs[Membership.Role.COORDINATOR]


def runs(user: User, program: Program) -> bool:
    return Membership.objects.coordinators().of(user).filter(program=program).exists()


def may_create_programs(user: User) -> bool:
    return user.is_administrator or Membership.objects.coordinators().of(user).exists()
