"""The only place where a view gets a program or what is inside it. What isn't the viewer's to know doesn't exist: 404.

A program is the wall. An administrator stands outside it like everybody else, unless appointed its coordinator; the
pages that only manage a program (its list, its coordinators) say so by asking for `program_to_appoint_in`.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from programs.models import Membership, Program
from programs.models.program import ProgramQuerySet


def programs_visible_to(user: User) -> ProgramQuerySet:
    """Those in which the person has a role, closed ones too."""
    return Program.objects.joined_by(user)


def program_for_member(user: User, pk: int) -> Program:
    """A program in which the person has any role."""
    return get_object_or_404(programs_visible_to(user), pk=pk)


def program_for_coordinator(user: User, pk: int) -> Program:
    """A program that the person runs. Raises Http404 for strangers, PermissionDenied for mentors and mentees."""
    roles = set(Membership.objects.active().of(user).filter(program_id=pk).values_list("role", flat=True))
    if not roles:
        raise Http404("No such program for this person.")
    if Membership.Role.COORDINATOR not in roles:
        raise PermissionDenied
    return Program.objects.get(pk=pk)


def program_to_appoint_in(user: User, pk: int) -> Program:
    """A program whose coordinators the person may appoint: its coordinators may, and every administrator."""
    if user.is_administrator:
        return get_object_or_404(Program, pk=pk)
    return program_for_coordinator(user, pk)


def may_create_programs(user: User) -> bool:
    return user.is_administrator or Membership.objects.coordinators().of(user).exists()
