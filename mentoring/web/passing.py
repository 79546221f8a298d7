"""What pages keep for a moment in Redis, which may be emptied, away or frozen at any time: then they read it anew.

After a failure nobody in this process asks for a while, so that a server which doesn't answer costs one page half a
second, and the next ones nothing.
"""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from redis.exceptions import RedisError

ALIAS = "passing"
PAUSE_SECONDS = 10
_silent_until = 0.0
log = structlog.get_logger(__name__)


def get(key: str) -> Any:
    """None, too, if it was never put there, or can't be asked."""
    return _ask(lambda cache: cache.get(key))


def put(key: str, value: Any, *, seconds: int) -> None:
    """What JSON can say, and for few `seconds`: what `drop` couldn't reach is read for so long."""
    _ask(lambda cache: cache.set(key, value, seconds))


def drop(key: str) -> None:
    _ask(lambda cache: cache.delete(key))


def _ask(question: Callable[[BaseCache], Any]) -> Any:
    global _silent_until
    if time.monotonic() < _silent_until:
        return None
    try:
        return question(caches[ALIAS])
    except RedisError as error:
        _silent_until = time.monotonic() + PAUSE_SECONDS
        log.warning("cache_unreachable", error=str(error))
        return None
