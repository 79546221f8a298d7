"""A concern, for its author, for coordinators who aren't in the pair, and for the partner if the author agrees."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from pairings.concerns.models import Concern


def concern_visible(user: User, pk: int) -> Concern:
    return get_object_or_404(Concern.objects.visible_to(user).with_people(), pk=pk)


def concern_for_coordinator(user: User, pk: int) -> Concern:
    """As `concern_visible`, but PermissionDenied for the two of the pair, who may only look."""
    concern = concern_visible(user, pk)
    if not coordinates(user, concern):
        raise PermissionDenied
    return concern


def coordinates(user: User, concern: Concern) -> bool:
    return Concern.objects.for_coordinator(user).filter(pk=concern.pk).exists()
