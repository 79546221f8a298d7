"""A concern for its author, the coordinators who aren't in the pair, and a partner whom the author lets."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from pairings.concerns.models import Concern


def concern_visible(user: User, pk: int) -> Concern:
    """A concern for its author, for coordinators who aren't in the pair, and for the partner whom the author lets."""
    return get_object_or_404(Concern.objects.visible_to(user).with_people(), pk=pk)


def concern_for_coordinator(user: User, pk: int) -> Concern:
    """As `concern_visible`; PermissionDenied for the two of the pair, who may only look."""
    concern = concern_visible(user, pk)
    if not coordinates(user, concern):
        raise PermissionDenied
    return concern


def coordinates(user: User, concern: Concern) -> bool:
    """Whether the concern is this person's to close."""
    return Concern.objects.for_coordinator(user).filter(pk=concern.pk).exists()
