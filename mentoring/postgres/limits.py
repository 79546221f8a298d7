"""How long we wait for the database: for a lock, for a statement, and for any answer at all.

The server keeps the first two by itself. The third is ours, for a server that hangs and keeps nothing: one that is
frozen, or behind a network that swallows what is sent.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds; 0 is no limit."""

    lock: int = 0
    statement: int = 0
    answer: int = 0

    @property
    def options(self) -> str:
        """What the server is told when a connection is opened."""
        told = {
            "lock_timeout": self.lock,
            "statement_timeout": self.statement,
            # A process that is frozen between two statements holds its locks no longer than this.
            "idle_in_transaction_session_timeout": self.statement * 10,
        }
        return " ".join(f"-c {name}={seconds}s" for name, seconds in told.items() if seconds)


COMMANDS = Limits()  # a migration may take as long as it takes
PAGES = Limits(lock=5, statement=8, answer=10)
JOBS = Limits(lock=60, statement=600, answer=630)
_used = COMMANDS
_until: ContextVar[float] = ContextVar("until", default=0)


def use(limits: Limits) -> None:
    """Each kind of process calls this once, before it opens a connection."""
    global _used
    _used = limits


def used() -> Limits:
    return _used


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything in here together waits so long for the database, however long the process may wait otherwise."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def patience() -> float | None:
    """Seconds that one answer may take now; None is no limit."""
    until = _until.get()
    left = max(0.01, until - time.monotonic()) if until else None
    return min(filter(None, (left, _used.answer)), default=None)
