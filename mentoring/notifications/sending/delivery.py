"""Delivery in two stages: due notifications become mails, queued mails go out (docs/reminders.md: the promise)."""

import time

from django.utils import timezone

from mentoring.notifications.sending.sender import reap, send
from mentoring.notifications.writing.composing import compose, mark_missed

__all__ = ["compose", "mark_missed", "reap", "run", "send"]

SECONDS = 50  # beat calls every minute
COMPOSED_AT_ONCE = 1000


def run(*, seconds: float = SECONDS) -> int:
    """Compose and send by turns until nothing is due or the time is over; returns how many mails were sent."""
    until, sent = time.monotonic() + seconds, 0
    while (left := until - time.monotonic()) > 0:
        decided = compose(timezone.now(), limit=COMPOSED_AT_ONCE)
        sent += send(timezone.now(), seconds=left)
        if not decided:
            break
    return sent
