"""The only place where a view gets a program or what is inside it. What isn't the viewer's to know doesn't exist: 404.

A program is the wall. An administrator stands outside it like everybody else, unless appointed its coordinator; the
pages that only manage a program (its list, its coordinators) say so by asking for `program_to_appoint_in`.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Lower
from django.http import Http404
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.models import Mail, Notification, RefusedAddress
from programs import links
from programs.models import Application, Holiday, Invitation, Membership, Program, Resource, Roster
from programs.models.program import ProgramQuerySet


def programs_visible_to(user: User) -> ProgramQuerySet:
    """Those in which the person has a role, closed ones too."""
    return Program.objects.joined_by(user)


def program_for_member(user: User, pk: int) -> Program:
    """A program in which the person has any role."""
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


def program_to_appoint_in(user: User, pk: int) -> Program:
    """A program whose coordinators the person may appoint: its coordinators may, and every administrator."""
    if user.is_administrator:
        return get_object_or_404(Program, pk=pk)
    return program_for_coordinator(user, pk)


def coordinator_to_remove(user: User, program_pk: int, pk: int) -> Membership:
    program = program_to_appoint_in(user, program_pk)
    return get_object_or_404(
        Membership.objects.coordinators().select_related("user", "program"), pk=pk, program=program
    )


def mail_for_coordinator(user: User, program_pk: int, pk: int) -> Mail:
    """A mail that was written for a program which the person runs.

    A digest that tells of other programs, too, belongs to none; even if it said otherwise, its lines are asked.
    """
    program = program_for_coordinator(user, program_pk)
    elsewhere = Notification.objects.filter(digest=OuterRef("pk")).exclude(program_id=program.pk)
    mails = Mail.objects.filter(~Exists(elsewhere), program_id=program.pk)
    return get_object_or_404(mails.select_related("recipient"), pk=pk)


def runs(user: User, program: Program) -> bool:
    return Membership.objects.coordinators().of(user).filter(program=program).exists()


def may_create_programs(user: User) -> bool:
    return user.is_administrator or Membership.objects.coordinators().of(user).exists()


def invitation_for_coordinator(user: User, program_pk: int, pk: int) -> Invitation:
    program = program_for_coordinator(user, program_pk)
    return get_object_or_404(program.invitations.select_related("program"), pk=pk)


def invitation_by_link(token: str) -> tuple[Invitation, bool]:
    """The invitation, and whether this link has come by mail; for whoever holds it. Raises links.Forged."""
    link = links.read(token)
    found = Invitation.objects.filter(pk=link.invitation, nonce=link.nonce)
    try:
        return found.select_related("program", "invited_by").get(), link.by_mail
    except Invitation.DoesNotExist as error:
        raise links.Forged from error


def roster_for_coordinator(user: User, program_pk: int, pk: int) -> Roster:
    """An uploaded list is for the one who uploaded it."""
    program = program_for_coordinator(user, program_pk)
    return get_object_or_404(program.rosters.select_related("program"), pk=pk, by=user)


def holiday_for_coordinator(user: User, program_pk: int, pk: int) -> Holiday:
    program = program_for_coordinator(user, program_pk)
    return get_object_or_404(program.holidays.select_related("program"), pk=pk)


def application_for_coordinator(user: User, program_pk: int, pk: int) -> Application:
    """A draft is its author's alone."""
    program = program_for_coordinator(user, program_pk)
    applications = Application.objects.for_coordinators().filter(program=program)
    return get_object_or_404(applications.select_related("program", "user", "decided_by", "invitation"), pk=pk)


def own_application(user: User, program_pk: int, role: str) -> Application:
    """The person's own, in whatever state."""
    mine = Application.objects.filter(user=user, program=program_pk, role=role)
    return get_object_or_404(mine.select_related("program"))


def resource_for_coordinator(user: User, program_pk: int, pk: int) -> Resource:
    program = program_for_coordinator(user, program_pk)
    return get_object_or_404(program.resources.select_related("program"), pk=pk)


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
