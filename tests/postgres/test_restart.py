"""A restart of PostgreSQL costs nobody a page once it is back; while it is down, each page says so."""

import re
import time
from collections import Counter
from datetime import UTC, datetime

import psycopg
import pytest

from mentoring.embedded import postgres
from tests.postgres.site import BIN, Site, site

pytestmark = pytest.mark.processes
EVERY_THREAD = 24  # two processes have sixteen threads for pages, so each opens a connection
MORE_THAN_A_POOL = 30


@pytest.mark.parametrize("pool", ["10", "0"])
def test_once_the_database_is_back_no_page_fails(pool):
    with site(DATABASE_POOL=pool, TICK_SECONDS="1") as running:
        celery = (BIN / "celery", "-A", "mentoring")
        running.begin("worker", *celery, "worker", "-c", "1", "--without-gossip", "--without-mingle")
        running.begin("beat", *celery, "beat", "-s", running.folder / "beat", "--pidfile", "")
        _wait_for_a_beat_after(datetime.now(UTC), running)
        well = Counter({(200, None): EVERY_THREAD})
        assert running.ask_at_once(EVERY_THREAD) == well

        _restart(running)
        one_by_one = Counter(running.ask().status for _ in range(MORE_THAN_A_POOL))
        assert one_by_one == Counter({200: MORE_THAN_A_POOL})

        running.stop_database()
        assert running.ask_at_once(6) == Counter({(503, "30"): 6})
        _says_so_with_its_styles(running)
        running.start_database()
        assert running.ask_at_once(EVERY_THREAD) == well, running.log("web")
        _wait_for_a_beat_after(datetime.now(UTC), running)


def _restart(running: Site) -> None:
    running.stop_database()
    running.start_database()


def _says_so_with_its_styles(running: Site) -> None:
    page = running.ask()
    assert "<h1>We’ll be back in a moment</h1>" in page.body
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page.body)
    assert {running.ask(style).status for style in styles} == {200}


def _wait_for_a_beat_after(moment: datetime, running: Site) -> None:
    deadline = time.monotonic() + 120
    while not _last_beat(running) or _last_beat(running) < moment:
        assert time.monotonic() < deadline, running.log("worker") + running.log("beat")
        time.sleep(0.5)


def _last_beat(running: Site) -> datetime | None:
    with psycopg.connect(postgres.url(running.data)) as asked:
        found = asked.execute("SELECT at FROM notifications_heartbeat").fetchone()
    return found[0] if found else None
