"""“Remind me Monday”: nothing about one thing until then, and then once more."""

from datetime import date, datetime, timedelta

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications import kinds, queries
from mentoring.notifications.models import Notification, Snooze
from mentoring.web.integrity import Refused

LONGEST = timedelta(days=60)
AGAIN = ":again:"


def snooze(notification: Notification, *, until: datetime, by: User, now: datetime) -> None:
    """Hold back what is about the same thing until then, and remind then. A second time moves the day.

    Raises Refused for what can't be put off, for a moment that has passed and for one more than 60 days away.
    """
    if notification.recipient_id != by.pk or not kinds.may_wait(notification):
        raise Refused("This can't be put off.")
    day, today = until.astimezone(by.zone).date(), now.astimezone(by.zone).date()
    if not today < day <= today + LONGEST:
        raise Refused("Choose a day from tomorrow on, at most 60 days away.", field="day")
    with transaction.atomic():
        # Whoever chooses twice at the same moment is served one after the other: the row of the person is locked.
        User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
        Snooze.objects.update_or_create(user=by, about=notification.about, defaults={"until": until})
        _remind_again(notification, day, until, now)
        queries.unread(by).filter(about=notification.about).update(read_at=now)
        record("notification.snoozed", notification, by=by, now=now, until=day.isoformat())


def _remind_again(notification: Notification, day: date, until: datetime, now: datetime) -> None:
    first = notification.key.split(AGAIN)[0]
    key = f"{first}{AGAIN}{day.isoformat()}"
    again = Notification.objects.filter(recipient=notification.recipient_id, key__startswith=first + AGAIN)
    again.planned().exclude(key=key).update(
        state=Notification.State.SUPPRESSED, reason="They chose another day to be reminded.", decided_at=now
    )
    planned = {"due_at": until, "held_from": None, "state": Notification.State.PLANNED, "reason": ""}
    # Back to a day chosen before: that row is planned again, unless it has been told already.
    untold = again.filter(state__in=[Notification.State.PLANNED, Notification.State.SUPPRESSED], mail=None)
    if not untold.filter(key=key, in_app=False, digest=None).update(**planned, decided_at=None):
        row = _like(notification, key=key, **planned)
        Notification.objects.bulk_create([row], ignore_conflicts=True)


def _like(notification: Notification, **fields: object) -> Notification:
    """About the same thing, for the same person; `prepare` checks once more whether it is still true."""
    same = ("about", "recipient_id", "kind", "payload", "program_id", "pairing_id")
    return Notification(**{name: getattr(notification, name) for name in same}, **fields)
