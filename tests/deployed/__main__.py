"""`make deployed`: follows docs/deploying.md on this machine, in a folder of its own, and tries what comes after.

It wants root on Debian 12 with the page's packages and caddy; it takes ten minutes, and takes everything down again.
`python -m tests.deployed KEEP` leaves it running, and says where.
"""

import os
import pwd
import shutil
import sys
import time

from tests.deployed import checks
from tests.deployed.place import run

PROGRAMS = ["git", "make", "psql", "redis-server", "pgbouncer", "nginx", "caddy", "curl", "runuser", "adduser"]
USER = "mentoring"


def missing() -> list[str]:
    found = [
        name for name in PROGRAMS if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:" + os.environ["PATH"])
    ]
    return [*found, *(["PostgreSQL’s server"] if not os.path.isdir("/usr/lib/postgresql") else [])]


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
            f"Missing here: {', '.join(lacking)}. apt-get install -y --no-install-recommends git make python3-venv postgresql redis-server pgbouncer nginx caddy curl"
        )
    had_the_user = known(USER)
    from tests.deployed.site import Site

    site, failed = Site(), 0
    try:
        begun = time.monotonic()
        site.deploy()
        print(f"deployed in {time.monotonic() - begun:.0f} s", flush=True)
        for check in checks.EVERY:
            failed += not _passes(check, site)
        if left := site.page.left_out():
            failed += 1
            print(f"FAILED  these sections of the page were not followed: {', '.join(left)}")
        print(f"{failed or 'nothing'} failed", flush=True)
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
        print(f"FAILED  {words} ({time.monotonic() - begun:.0f} s)\n        {str(error)[:3000]}", flush=True)
        return False
    print(f"ok      {words} ({time.monotonic() - begun:.0f} s): {figure}", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
