"""Feedback, for its author and, once it has opened, for its recipient."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from pairings.feedback.models import Feedback


def feedback_visible(user: User, pk: int, *, now: datetime) -> Feedback:
    return get_object_or_404(Feedback.objects.visible_to(user, now=now).with_people(), pk=pk)


def feedback_received(user: User, pk: int, *, now: datetime) -> Feedback:
    """As `feedback_visible`, but PermissionDenied for its author, who may only look."""
    feedback = feedback_visible(user, pk, now=now)
    if feedback.author_id == user.pk:
        raise PermissionDenied("Only who has received this feedback answers it.")
    return feedback
