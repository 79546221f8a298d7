from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from programs.invitations import links
from programs.invitations.models import Invitation, Roster
from programs.program.access import program_for_coordinator


def invitation_for_coordinator(user: User, program_pk: int, pk: int) -> Invitation:
    program = program_for_coordinator(user, program_pk)
    return get_object_or_404(program.invitations.select_related("program"), pk=pk)


def invitation_by_link(token: str) -> tuple[Invitation, bool]:
    """For whoever holds the link: the invitation, and whether this link came by mail. Raises links.Forged."""
    link = links.read(token)
    found = Invitation.objects.filter(pk=link.invitation, nonce=link.nonce)
    try:
        return found.select_related("program", "invited_by").get(), link.by_mail
    except Invitation.DoesNotExist as error:
        raise links.Forged from error


def roster_for_coordinator(user: User, program_pk: int, pk: int) -> Roster:
    """Http404 for everybody but the coordinator who uploaded it."""
    program = program_for_coordinator(user, program_pk)
    return get_object_or_404(program.rosters.select_related("program"), pk=pk, by=user)
