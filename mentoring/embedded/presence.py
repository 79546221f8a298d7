"""Who uses the embedded servers of a data folder: the first one in starts them, the last one out stops them.

Held as file locks, which the kernel drops with the process: a killed process never leaves a stale entry.
"""

import atexit
import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_stops: list[Callable[[], None]] = []


@contextmanager
def door(folder: Path) -> Iterator[None]:
    """One at a time: nobody starts a server while somebody else stops it."""
    with (folder / "door.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def enter(folder: Path, *, stop: Callable[[], None]) -> None:
    """Be counted until this process ends; call inside the door. `stop` runs if nobody else is left then."""
    if not _stops:
        lock = (folder / "users.lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_SH)
        atexit.register(_sign_off, folder, lock)
    _stops.append(stop)


def _sign_off(folder: Path, lock: IO[str]) -> None:
    if not folder.exists():
        return
    with door(folder), lock:
        if alone(lock):
            for stop in _stops:
                stop()


def alone(lock: IO[str]) -> bool:
    """Whether the exclusive lock could be had at once."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
