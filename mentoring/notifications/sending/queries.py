"""What waits and what became of it, for who watches over the installation. Each asks an index of nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from mentoring.notifications.planning.models import Mail, Notification


@dataclass(frozen=True)
class Waiting:
    """How many, and since when the oldest of them waits."""

    count: int
    oldest: datetime | None


def due_notifications(now: datetime) -> Waiting:
    """Those that are due and about which nothing is decided yet, and digests that are due."""
    return _both(
        _waiting(Notification.objects.due(now), "due_at"), _waiting(Notification.objects.folded(now), "due_at")
    )


def waiting_mails() -> Waiting:
    sending = Mail.objects.filter(state=Mail.State.SENDING)
    return _both(_waiting(Mail.objects.queued(), "created_at"), _waiting(sending, "created_at"))


def fates_of_a_day(now: datetime) -> dict[str, int]:
    """Of the mails that were written in the last day: how many of each state."""
    counted = Mail.objects.filter(created_at__gt=now - timedelta(days=1)).values_list("state").annotate(Count("pk"))
    return dict.fromkeys(Mail.State.values, 0) | dict(counted)


def _waiting(rows: "QuerySet[Notification] | QuerySet[Mail]", since: str) -> Waiting:
    return Waiting(**rows.aggregate(count=Count("pk"), oldest=Min(since)))


def _both(one: Waiting, other: Waiting) -> Waiting:
    return Waiting(one.count + other.count, min(filter(None, (one.oldest, other.oldest)), default=None))
