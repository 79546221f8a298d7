"""How long it is kept who was invited and never came, and lists of people that were never sent."""

from datetime import datetime

from django.db.models import Q, QuerySet

from mentoring.retention import Kind
from programs.invitations.models import Invitation, InvitationQuerySet, Roster


def invitations(before: datetime) -> InvitationQuerySet:
    """Not those that led to an application, even if they were withdrawn at the same moment."""
    over = Q(state=Invitation.State.WITHDRAWN, answered_at__lt=before)
    ended = Q(state=Invitation.State.OPEN, expires_at__lt=before)
    return Invitation.objects.filter(over | ended, application=None)


def rosters(before: datetime) -> QuerySet[Roster]:
    return Roster.objects.filter(created_at__lt=before, sent_at=None)


KINDS = [
    Kind(
        name="invitations",
        title="Invitations that led nowhere",
        means="Withdrawn, or ended without an answer. Those that were accepted stay with the person.",
        counted="invitation,invitations",
        default=365,
        spans=(90, 183, 365, 730, None),
        old=invitations,
    ),
    Kind(
        name="lists",
        title="Uploaded lists that were never sent",
        means="Files with people to invite that a coordinator uploaded and didn’t confirm.",
        counted="list,lists",
        default=30,
        spans=(30, 90, 183),
        old=rosters,
    ),
]
