"""Mark notifications as read. That is nobody else's business, so there is no activity entry."""

from datetime import datetime

from mentoring.accounts.models import User
from mentoring.notifications.planning import queries as planning_queries
from mentoring.notifications.planning.models import Notification


def read(notification: Notification, *, now: datetime) -> None:
    """Reading it again keeps the first time."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=now)


def read_all(user: User, *, now: datetime) -> int:
    return planning_queries.unread(user).update(read_at=now)
