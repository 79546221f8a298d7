"""What the rows of notifications are called in logs and in a shell."""

from datetime import UTC, datetime

from mentoring.accounts.models import User
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.wishes.models import MailHabits, Preference, RefusedAddress, Snooze

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_row_says_what_it_is():
    sam = User(name="Sam Lee", email="sam@example.org")
    rows = [
        (Notification(key="step:1:day:3"), "step:1:day:3"),
        (Mail(subject="Tomorrow", to="sam@example.org"), "Tomorrow → sam@example.org"),
        (Preference(kind="reminder", by_mail=True), "reminder: mail"),
        (Preference(kind="reminder", by_mail=False), "reminder: no mail"),
        (MailHabits(user=sam, rhythm="weekly"), f"{sam}: Once a week, in one mail"),
        (Snooze(about="touchpoint:1", until=NOON), f"touchpoint:1 until {NOON}"),
        (RefusedAddress(address="gone@example.org"), "gone@example.org"),
    ]
    assert [str(row) for row, _ in rows] == [name for _, name in rows]
