"""Invitations and uploaded lists for coordinators, and an invitation for whoever holds its link."""

from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from programs.invitations import links
from programs.invitations.models import Invitation, Roster
from programs.program.access import program_for_coordinator


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
