"""A session for the two who met; only its day and length for coordinators."""

from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from pairings.sessions.models import Session


def session_for_pair(user: User, pk: int) -> Session:
    """The session, only for the two who met; Http404 for anybody else."""
    return get_object_or_404(Session.objects.of(user).with_people(), pk=pk)


def session_visible(user: User, pk: int) -> Session:
    """The session, for the two and for coordinators, who may see only its day and length; Http404 for others."""
    return get_object_or_404(Session.objects.visible_to(user).with_people(), pk=pk)
