"""An own database server, broker and settings for each run of the suite, so that runs never meet.

Loaded by pytest before anything else (`-p tests.cluster`), because settings are read from the environment. One
database is migrated, while pytest still collects; each worker, and whoever else wants one, gets a copy of it.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "mentoring-tests-"
MIGRATED = "migrated"


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


def url_of(database: str) -> str:
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{database}").geturl()


def copy(database: str) -> None:
    """Create that database: all tables, nothing in them. Waits for those who migrate."""
    import psycopg

    log = Path(os.environ["TEST_FOLDER"]) / "migrating.log"
    with log.open() as held:
        fcntl.flock(held, fcntl.LOCK_SH)
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{database}"')  # of a run that was killed
        try:
            server.execute(f'CREATE DATABASE "{database}" TEMPLATE "{MIGRATED}"')
        except psycopg.errors.InvalidCatalogName:
            raise RuntimeError(f"The migrations failed.\n{log.read_text()}") from None


def drop(database: str) -> None:
    import psycopg

    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def _start_servers() -> None:
    import psycopg

    from mentoring.embedded import postgres, valkey

    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)
    lock = (folder / "new-lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    (folder / "new-lock").rename(folder / "lock")  # never seen without its holder
    os.environ["TEST_FOLDER"] = str(folder)
    os.environ["TEST_DATABASE_URL"] = postgres.start(folder / "postgres")
    os.environ["TEST_REDIS_URL"] = valkey.start(folder / "valkey")
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    migrating = _start_migrating(folder)

    def stop() -> None:
        migrating.kill()
        migrating.wait()
        _throw_away(folder)
        lock.close()

    atexit.register(stop)


def _start_migrating(folder: Path) -> subprocess.Popen[bytes]:
    """In a process of its own, which inherits the lock on its log and so holds it as long as it runs."""
    with (folder / "migrating.log").open("w") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        return subprocess.Popen([sys.executable, "-m", "tests.cluster"], stdout=log, stderr=log)


def migrate() -> None:
    """Under another name first: one that is half done must not be copied."""
    import django
    import psycopg

    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE migrating")
        os.environ["DATABASE_URL"] = url_of("migrating")
        django.setup()
        django.core.management.call_command("migrate", verbosity=0)
        django.db.connection.close()
        server.execute(f"ALTER DATABASE migrating RENAME TO {MIGRATED}")


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
if __name__ == "__main__":
    migrate()
