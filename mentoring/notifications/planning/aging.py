"""How long the text of a mail and a line in the app are kept. Their rows stay: whether somebody was told must not
change, and the key of a notification keeps it from being told again."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, JSONObject

from mentoring.notifications.planning.models import Mail, Notification
from mentoring.retention import Kind

OVER = [Mail.State.SENT, Mail.State.FAILED, Mail.State.WITHDRAWN]


def mails(before: datetime) -> QuerySet[Mail]:
    """Never one that waits or is being sent."""
    written = Mail.objects.filter(created_at__lt=before, state__in=OVER).exclude(text="")
    return written.annotate(over_at=Coalesce("sent_at", "created_at")).filter(over_at__lt=before)


def lines(before: datetime) -> QuerySet[Notification]:
    """Never one that is still to be decided, or waits for its digest."""
    return Notification.objects.filter(in_app=True, decided_at__lt=before)


def _empty(rows: QuerySet[Any]) -> object:
    """Of an invitation it stays that it was one: what becomes of a session goes to whoever has it in their calendar."""
    rows.filter(calendar__isnull=False).update(calendar=JSONObject(method=F("calendar__method")))
    return rows.update(text="", html="", headers={})


def _take_off(rows: QuerySet[Any]) -> object:
    return rows.update(in_app=False, title="", url="")


KINDS = [
    Kind(
        name="mails",
        title="Texts of emails",
        means="That an email was sent, to whom, when and with which subject, stays listed. Its text goes.",
        counted="text of an email,texts of emails",
        default=183,
        spans=(90, 183, 365, 730, None),
        old=mails,
        clear=_empty,
    ),
    Kind(
        name="lines",
        title="What people were told in the app",
        means="Lines under the bell, read or not. What they are about stays where it is.",
        counted="line,lines",
        default=365,
        spans=(90, 183, 365, 730, None),
        old=lines,
        clear=_take_off,
    ),
]
