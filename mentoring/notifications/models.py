"""The models of every room, where Django looks for them."""

from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.sending.models import Heartbeat
from mentoring.notifications.wishes.models import MailHabits, Preference, RefusedAddress, Snooze

__all__ = [
    "Heartbeat",
    "Mail",
    "MailHabits",
    "Notification",
    "Preference",
    "RefusedAddress",
    "Snooze",
]
