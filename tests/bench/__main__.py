"""`python -m tests.bench [--scale small] [--only mails …] [--mails 100000]`: a line per figure.

It fails where a bar is missed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import tests.cluster  # noqa: F401  # starts the servers and sets the environment

STATIC = tempfile.TemporaryDirectory(prefix="mentoring-bench-static-")
# As in production: hashed and compressed files, a pool of connections.
os.environ.update({"STATIC_ROOT": STATIC.name, "SITE_URL": "http://127.0.0.1", "LOG_LEVEL": "CRITICAL"})
os.environ["ALLOWED_HOSTS"] = "127.0.0.1,testserver"


def prepare() -> None:
    import django
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # the suite's short cuts are not for us
            server.execute(f"ALTER SYSTEM RESET {setting}")
        server.execute("SELECT pg_reload_conf()")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.template import engines

    settings.ROOT_URLCONF = "tests.bench.urls"
    engines["django"].engine.dirs.append(Path(__file__).resolve().parent.parent / "templates")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def figures(scale_name: str, only: list[str], mails: int | None) -> Iterator[object]:
    from tests.bench import data, demo, mailing, pages, planning

    scale = {one.name: one for one in (data.FULL, data.MEDIUM, data.SMALL)}[scale_name]
    subjects = {
        "demo": demo.measure,
        "pages": pages.measure,
        "wire": pages.wire,
        "mails": lambda: mailing.measure(scale, mails),
        "planning": lambda: planning.measure(scale),
    }
    started = time.monotonic()
    if only != ["demo"]:
        data.load(scale)
        print(f"{scale.name}: data loaded in {time.monotonic() - started:.0f} s", flush=True)  # noqa: T201
    for subject in only or subjects:
        yield from subjects[subject]()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--scale", choices=["small", "medium", "full"], default="full")
    parser.add_argument("--only", nargs="*", choices=["demo", "pages", "wire", "mails", "planning"], default=[])
    parser.add_argument("--mails", type=int, help="deliver so many, to see how it grows")
    arguments = parser.parse_args()
    started, missed = time.monotonic(), 0
    prepare()
    for figure in figures(arguments.scale, arguments.only, arguments.mails):
        print(figure, flush=True)  # noqa: T201
        missed += not figure.held
    print(f"{missed or 'no'} bar{'' if missed == 1 else 's'} missed; {time.monotonic() - started:.0f} s in all")  # noqa: T201
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
