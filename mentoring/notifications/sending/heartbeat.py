"""When beat was last heard of, for the health page."""

from datetime import datetime

from mentoring.notifications.sending.models import Heartbeat


def beat(now: datetime) -> None:
    Heartbeat.objects.update_or_create(pk=Heartbeat.ONLY, defaults={"at": now})


def last_seen() -> datetime | None:
    """The last minute in which beat asked for delivery and a worker did it; None before the first."""
    return Heartbeat.objects.filter(pk=Heartbeat.ONLY).values_list("at", flat=True).first()
