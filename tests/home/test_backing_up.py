"""manage.py backup and restore, on a database of their own."""

from datetime import timedelta
from io import StringIO

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from mentoring.accounts import queries as accounts
from mentoring.embedded.trouble import Trouble
from mentoring.home import backing_up
from mentoring.web import passing
from tests.backups import servers


@pytest.fixture
def url(monkeypatch):
    with servers.embedded_database() as url:
        monkeypatch.setenv("DATABASE_URL", url)
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


def test_where_nobody_stays_connected_the_next_beat_tells_who_runs(url, monkeypatch):
    assert settings.POOL == 0
    said: list[str] = []
    with psycopg.connect(url, autocommit=True) as connection:

        def beat(ago: timedelta) -> None:
            connection.execute("DELETE FROM notifications_heartbeat")
            connection.execute("INSERT INTO notifications_heartbeat VALUES (1, %s)", [timezone.now() - ago])

        backing_up.refuse_a_running_beat(url, said.append)  # there has never been one
        beat(timedelta(seconds=settings.TICK_SECONDS + backing_up.LATE_SECONDS))
        backing_up.refuse_a_running_beat(url, said.append)
        assert said == []
        beat(timedelta(seconds=5))
        monkeypatch.setattr(backing_up.time, "sleep", lambda _: beat(timedelta()))
        with pytest.raises(Trouble, match=r"^Beat and a worker run: stop them and the web server; "):
            backing_up.refuse_a_running_beat(url, said.append)
        assert [line[:14] for line in said] == ["Waiting until "]
        monkeypatch.setattr(settings, "POOL", 10)
        backing_up.refuse_a_running_beat(url, said.append)
        assert len(said) == 1
