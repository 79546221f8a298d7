"""What a person was told in the app, for them alone."""

from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.planning.models import Notification


def own_notification(user: User, pk: int) -> Notification:
    """One that the person was told of in the app; those of others don't exist."""
    return get_object_or_404(Notification, pk=pk, recipient=user, in_app=True)
