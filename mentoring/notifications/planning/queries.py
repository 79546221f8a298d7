from django.db.models import Q, QuerySet

from mentoring.accounts.models import User
from mentoring.notifications.planning.models import TOLD, Notification


def unread(user: User) -> QuerySet[Notification]:
    return _told(user).filter(read_at=None)


def _told(user: User) -> QuerySet[Notification]:
    return shown().filter(recipient=user)


def shown() -> QuerySet[Notification]:
    """What stands in inboxes: what was told, and what quiet hours hold back as a mail."""
    held = Q(state=Notification.State.PLANNED, shown_at__isnull=False)
    return Notification.objects.filter(Q(state__in=TOLD) | held, in_app=True)
