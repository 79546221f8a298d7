"""Access to what a person was told in the app, for that person alone."""

from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.planning.models import Notification


def own_notification(user: User, pk: int) -> Notification:
    """One of the person's own notifications in the app; for any other, raises Http404."""
    return get_object_or_404(Notification, pk=pk, recipient=user, in_app=True)
