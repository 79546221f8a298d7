"""A session for the two who met, and its date for coordinators."""

from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from pairings.sessions.models import Session


def session_for_pair(user: User, pk: int) -> Session:
    """The session for the two who met."""
    return get_object_or_404(Session.objects.of(user).with_people(), pk=pk)


def session_visible(user: User, pk: int) -> Session:
    """The session, whose date and length the coordinators of the program see as well."""
    return get_object_or_404(Session.objects.visible_to(user).with_people(), pk=pk)
