"""manage.py backup and restore, on a database of their own."""

from datetime import timedelta
from io import StringIO

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from mentoring.accounts import queries as accounts
from mentoring.embedded import environment, presence
from mentoring.embedded.trouble import Trouble
from mentoring.home import backing_up
from mentoring.web import passing
from tests.backups import servers

pytestmark = pytest.mark.processes


@pytest.fixture
def url(monkeypatch, tmp_path):
    with servers.embedded_database() as url:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("DATA_DIR", str(tmp_path / "none"))
        yield url


def said_by(command: str, *arguments: str) -> str:
    said = StringIO()
    call_command(command, *arguments, stdout=said)
    return said.getvalue()


def test_a_backup_is_saved_verified_and_restored_and_the_former_name_is_forgotten(url, tmp_path):
    file = str(tmp_path / "file")
    servers.fill(url)
    assert said_by("backup", file) == ""
    verified = said_by("backup", "--verify", file)
    assert verified.startswith(f"{file} is whole: ")
    assert " tables, 30 people, 0 programs, 0 pairs; saved at 20" in verified
    assert len(verified.splitlines()) == 1
    passing.put(accounts.KEY, ["The former name", 1, "UTC", None], seconds=60)
    assert said_by("restore", file).startswith("Restored what was saved at 20")
    assert passing.get(accounts.KEY) is None
    for command in ("backup", "restore"):
        with pytest.raises(SystemExit) as end:
            call_command(command, file if command == "backup" else str(tmp_path / "none"))
        assert str(end.value).startswith(str(tmp_path))


def test_the_next_beat_tells_that_it_runs_because_who_has_nothing_to_do_stays_connected_to_nothing(url, monkeypatch):
    said: list[str] = []
    with psycopg.connect(url, autocommit=True) as connection:

        def beat(ago: timedelta) -> None:
            connection.execute("DELETE FROM notifications_heartbeat")
            connection.execute("INSERT INTO notifications_heartbeat VALUES (1, %s)", [timezone.now() - ago])

        backing_up.refuse_while_it_runs(url, said.append)  # there has never been one
        beat(timedelta(seconds=settings.TICK_SECONDS + backing_up.LATE_SECONDS))
        backing_up.refuse_while_it_runs(url, said.append)
        assert said == []
        beat(timedelta(seconds=5))
        monkeypatch.setattr(backing_up.time, "sleep", lambda _: beat(timedelta()))
        with pytest.raises(Trouble, match=r"^Beat and a worker run: stop them and the web server; "):
            backing_up.refuse_while_it_runs(url, said.append)
        assert [line[:14] for line in said] == ["Waiting until "]


def test_make_run_is_known_by_its_lock_and_then_nobody_waits_for_a_beat(tmp_path, monkeypatch):
    nowhere = "postgresql://127.0.0.1:1/none"
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(environment, "servers", [environment.Server(environment.DATABASE, bool, bool)])
    backing_up.refuse_while_it_runs(nowhere, print)
    with (tmp_path / presence.RUNNER).open("w") as lock:
        backing_up.refuse_while_it_runs(nowhere, print)  # left by one that has ended
        assert presence.alone(lock)
        with pytest.raises(Trouble, match=f"^The application runs from {tmp_path}: stop it, or add --while-running"):
            backing_up.refuse_while_it_runs(nowhere, print)


def test_a_backup_goes_to_postgresql_itself_where_there_is_a_pooler_before_it(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://127.0.0.1:6432/mentoring")
    monkeypatch.setenv("DATABASE_DIRECT_URL", "")
    assert backing_up.address() == "postgres://127.0.0.1:6432/mentoring"
    monkeypatch.setenv("DATABASE_DIRECT_URL", "postgres://127.0.0.1:5432/mentoring")
    assert backing_up.address() == "postgres://127.0.0.1:5432/mentoring"
