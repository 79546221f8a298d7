"""The folder in which the processes of one web server count requests together, so that each can tell the sum.

It lasts as long as the server that was started with it: a new one counts from zero. Whoever starts the server calls
`prepare` once before; the lock goes on to the server with the open file.
"""

import fcntl
import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own name
PREFIX = "mentoring-counts-"
LOCK = "in-use"


def prepare() -> None:
    """Name a new folder in the environment, unless it names one. Without one, each process counts for itself."""
    if os.environ.get(VARIABLE):
        return
    try:
        _sweep()
        os.environ[VARIABLE] = str(_locked(Path(tempfile.mkdtemp(prefix=PREFIX))))
    except OSError as error:
        print(f"Requests are counted by each process alone: no folder can be made ({error}).", file=sys.stderr)  # noqa: T201


def _locked(folder: Path) -> Path:
    """Nobody sees the lock without its holder. It stays open on purpose, in what this process becomes as well."""
    new = folder / "new"
    held = os.open(new, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    os.set_inheritable(held, True)
    new.rename(folder / LOCK)
    return folder


def _sweep() -> None:
    """Take away what servers that have ended left."""
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError):  # somebody else's, or swept by another one that starts now
            if lock.stat().st_uid == os.geteuid() and _is_free(lock):
                shutil.rmtree(lock.parent)


def _is_free(lock: Path) -> bool:
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
