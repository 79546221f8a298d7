"""A worker as a real process, for tests that kill it: `python -m tests.worker` delivers until nothing is due.

With `--reap` it frees first what a dead worker held. With `--peak` it takes all the time it needs and prints how many
kilobytes of memory it had at its most.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit


def start(sink_port: int, *arguments: str, **options: Any) -> subprocess.Popen:
    """Works on the test's own database and hands its mails to the sink on that port."""
    whole = {**os.environ, **environment(sink_port)}
    return subprocess.Popen([sys.executable, "-m", "tests.worker", *arguments], env=whole, **options)


def environment(sink_port: int) -> dict[str, str]:
    """What a process needs to work on the test's own database and to hand its mails to that port."""
    from django.db import connection

    url = urlsplit(os.environ["DATABASE_URL"])
    return {
        "DATABASE_URL": urlunsplit(url._replace(path="/" + connection.settings_dict["NAME"])),
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(sink_port),
    }


def kilobytes_at_most() -> int:
    """Of this program alone: what `getrusage` says holds for whoever started it, too."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].removesuffix("kB"))


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from mentoring.notifications.sending import delivery as sending_delivery
    from mentoring.notifications.sending import sender as sending_sender

    if "--reap" in sys.argv:
        sending_sender.reap(timezone.now())
    if "--peak" in sys.argv:
        sending_delivery.run(seconds=3600)
        print(kilobytes_at_most())  # noqa: T201
    else:
        sending_delivery.run()


if __name__ == "__main__":
    main()
