"""`make deployed`: follows docs/deploying.md on this machine, in a folder of its own, and tries what comes after.

It wants root on Debian 12 with the page's packages and caddy; it takes ten minutes, and takes everything down again.
`python -m tests.deployed KEEP` leaves it running, and says where.
"""

import os
import pwd
import shutil
import sys
import time
from pathlib import Path

from tests.deployed import checks
from tests.deployed.place import run

PROGRAMS = ["git", "make", "psql", "redis-server", "pgbouncer", "nginx", "caddy", "curl", "runuser", "adduser"]
PACKAGES = "git make python3-venv postgresql redis-server pgbouncer nginx caddy curl"
USER = "mentoring"


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


def missing() -> list[str]:
    found = [
        name for name in PROGRAMS if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:" + os.environ["PATH"])
    ]
    return [*found, *(["PostgreSQL’s server"] if not Path("/usr/lib/postgresql").is_dir() else [])]


def known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def main() -> int:
    if os.geteuid() != 0:
        sys.exit("This run needs root: the page it follows creates an account and runs PostgreSQL as another.")
    if lacking := missing():
        sys.exit(
            f"Missing here: {', '.join(lacking)}. Bring it by: apt-get install -y --no-install-recommends {PACKAGES}"
        )
    had_the_user = known(USER)
    from tests.deployed.site import Site

    site, failed = Site(), 0
    try:
        begun = time.monotonic()
        site.deploy()
        say(f"deployed in {time.monotonic() - begun:.0f} s")
        for check in checks.EVERY:
            failed += not _passes(check, site)
        if left := site.page.left_out():
            failed += 1
            say(f"FAILED  these sections of the page were not followed: {', '.join(left)}")
        say(f"{failed or 'nothing'} failed")
        if "KEEP" in sys.argv:
            input(f"It runs in {site.place.folder} at {site.place.site}. Return takes it down. ")
    finally:
        site.take_down()
        if not had_the_user and known(USER):
            run("deluser", "--quiet", "--system", USER)
    return 1 if failed else 0


def _passes(check, site) -> bool:
    begun, words = time.monotonic(), check.__name__.replace("_", " ")
    try:
        figure = check(site)
    except AssertionError as error:
        say(f"FAILED  {words} ({time.monotonic() - begun:.0f} s)\n        {str(error)[:3000]}")
        return False
    say(f"ok      {words} ({time.monotonic() - begun:.0f} s): {figure}")
    return True


if __name__ == "__main__":
    sys.exit(main())
