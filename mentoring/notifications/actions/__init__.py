"""What people do about what they are told: choose, read, put off; and send a mail again."""

from mentoring.notifications.actions.inbox import read, read_all
from mentoring.notifications.actions.mails import send_again
from mentoring.notifications.actions.preferences import choose, choose_habits, choose_rhythm
from mentoring.notifications.actions.snoozing import snooze

__all__ = ["choose", "choose_habits", "choose_rhythm", "read", "read_all", "send_again", "snooze"]
