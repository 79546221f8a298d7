"""A worker as a real process, for tests that kill it: `python -m tests.worker` delivers until nothing is due."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit


def start(sink_port: int) -> subprocess.Popen:
    """Works on the test's own database and hands its mails to the sink on that port."""
    from django.db import connection

    url = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(url._replace(path="/" + connection.settings_dict["NAME"])),
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(sink_port),
    }
    return subprocess.Popen([sys.executable, "-m", "tests.worker"], env=environment)


def main() -> None:
    import django

    django.setup()
    from mentoring.notifications import delivery

    delivery.run()


if __name__ == "__main__":
    main()
