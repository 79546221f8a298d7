from django.db.models import QuerySet

from mentoring.accounts.models import User
from mentoring.notifications.planning.models import TOLD, Notification


def unread(user: User) -> QuerySet[Notification]:
    return _told(user).filter(read_at=None)


def _told(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(recipient=user, in_app=True, state__in=TOLD)
