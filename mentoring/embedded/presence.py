"""Who uses the embedded servers of a data folder: the first one in starts them, the last one out stops them.

File locks keep track of it. The kernel drops them with the process, so a killed process never leaves a stale entry.
"""

import atexit
import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

RUNNER = "runner.lock"  # held as long as make run or make demo runs
_stops: list[Callable[[], None]] = []


@contextmanager
def door(folder: Path) -> Iterator[None]:
    """One process at a time: nobody starts a server while somebody else stops it."""
    with (folder / "door.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def enter(folder: Path, *, stop: Callable[[], None]) -> None:
    """Count this process as a user until it ends; call this inside the door. The last one out runs its `stop`."""
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
    """Take the exclusive lock if it is free; False if somebody else holds the file."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    if not path.exists():
        return False
    with path.open() as lock:
        return not alone(lock)
