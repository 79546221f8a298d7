"""An own database server, broker and settings for each run of the suite, so that runs never meet.

Loaded by pytest before anything else (`-p tests.cluster`), because settings are read from the environment.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "mentoring-tests-"


def start() -> None:
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "mentoring.settings",
            "SECRET_KEY": "only-for-the-tests-" + "x" * 50,
            "DATABASE_POOL": "0",
            "SITE_URL": "http://testserver",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
            "LOG_LEVEL": "ERROR",
            "STATIC_ROOT": str(Path(__file__).resolve().parent.parent / "static"),  # nothing is collected for tests
        }
    )
    if "TEST_DATABASE_URL" not in os.environ:  # set for xdist's workers: the first process has started everything
        _start_servers()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    os.environ["REDIS_URL"] = os.environ["TEST_REDIS_URL"].replace("?db=0", f"?db={int(worker) + 1}")


def _start_servers() -> None:
    import psycopg

    from mentoring.embedded import postgres, valkey

    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)
    lock = (folder / "new-lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    (folder / "new-lock").rename(folder / "lock")  # never seen without its holder
    os.environ["TEST_DATABASE_URL"] = postgres.start(folder / "postgres")
    os.environ["TEST_REDIS_URL"] = valkey.start(folder / "valkey")
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")

    def stop() -> None:
        _throw_away(folder)
        lock.close()

    atexit.register(stop)


def _sweep() -> None:
    """Stop the servers of a run that was killed: nobody holds its lock any more."""
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/lock"):
        with lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            _throw_away(lock.parent)


def _throw_away(folder: Path) -> None:
    from mentoring.embedded import postgres, valkey

    postgres.stop(folder / "postgres")
    valkey.stop(folder / "valkey")
    shutil.rmtree(folder, ignore_errors=True)


start()
