"""What the database and the broker say about the work that waits, read anew at most every few seconds.

Whatever hangs, it is left alone in time for an answer within two seconds; what was read until then is told.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any

import redis
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

from mentoring.celery import app
from mentoring.home.probe import Probe
from mentoring.notifications.sending import heartbeat, queries
from mentoring.postgres import limits

FRESH_SECONDS = 5
DATABASE_SECONDS, BROKER_SECONDS = 1.2, 0.5
_database: Probe[None] = Probe("figures of the database")
_broker: Probe[None] = Probe("figures of the broker")


@dataclass
class Figures:
    """Seconds and numbers; what couldn't be read is missing. A part that didn't answer is not up."""

    up: dict[str, bool] = field(default_factory=lambda: {"database": False, "redis": False})
    values: dict[str, float] = field(default_factory=dict)
    mails: dict[str, int] = field(default_factory=dict)  # written in the last day, by what became of them


_known, _until, _asking = Figures(), 0.0, Lock()


def latest() -> Figures:
    """Of this process. Who asks while somebody else's questions are open gets the same answers."""
    global _known, _until
    with _asking:
        if time.monotonic() >= _until:
            _known, _until = _read(), time.monotonic() + FRESH_SECONDS
        return _known


def _read() -> Figures:
    """A thread that was left alone may go on writing, so what it has found until now is copied."""
    found = Figures()
    _ask(_database, partial(_ask_database, found), DATABASE_SECONDS)
    _ask(_broker, partial(read_broker, found), BROKER_SECONDS)
    return Figures(dict(found.up), dict(found.values), dict(found.mails))


def _ask(probe: Probe[None], question: Callable[[], None], seconds: float) -> None:
    try:
        probe.ask(question, seconds=seconds)
    except (TimeoutError, Error, redis.RedisError):
        return  # what is missing says it


def _ask_database(found: Figures) -> None:
    try:
        with limits.within(DATABASE_SECONDS):
            read_database(found, now=timezone.now())
    finally:
        connection.close()  # back to the pool: it belongs to this thread


def read_database(found: Figures, *, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    found.up["database"] = True
    if beat := heartbeat.last_seen():
        found.values["beat_age_seconds"] = _since(beat, now)
    due, mails = queries.due_notifications(now), queries.waiting_mails()
    found.values |= {"due_notifications": due.count, "oldest_due_notification_seconds": _since(due.oldest, now)}
    found.values |= {"waiting_emails": mails.count, "oldest_waiting_email_seconds": _since(mails.oldest, now)}
    found.mails |= queries.fates_of_a_day(now)


def read_broker(found: Figures) -> None:
    """Celery’s own names in Redis: a list of what waits, and a hash of what a worker has taken and not finished."""
    patience: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
    prefix = (app.conf.broker_transport_options or {}).get("global_keyprefix", "")
    with redis.Redis.from_url(settings.REDIS_URL, **patience) as connected:
        found.values["queued_tasks"] = connected.llen(f"{prefix}{app.conf.task_default_queue}")
        found.values["taken_tasks"] = connected.hlen(f"{prefix}unacked")
    found.up["redis"] = True


def _since(then: datetime | None, now: datetime) -> float:
    """Seconds; 0 where nothing waits."""
    return max(0.0, (now - then).total_seconds()) if then else 0.0
