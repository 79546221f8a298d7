"""When beat was last heard of. Kept in the cache: it says something about now, and may be lost."""

from datetime import datetime

import structlog
from django.core.cache import caches

from mentoring.web import passing

log = structlog.get_logger(__name__)

KEY = "beat-seen"
KEPT_SECONDS = 24 * 60 * 60


def beat(now: datetime) -> None:
    try:
        caches[passing.ALIAS].set(KEY, now.isoformat(), KEPT_SECONDS)
    except Exception as error:  # mails go out without a cache, too
        log.warning("heartbeat_unwritten", error=str(error))


def last_seen() -> datetime | None:
    """The last minute in which beat asked for delivery and a worker did it; None in the last 24 hours."""
    value = caches[passing.ALIAS].get(KEY)
    return datetime.fromisoformat(value) if value else None
