"""Nothing waits for the database longer than it was told, whether it is busy, locked or frozen."""

import time

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.utils import ConnectionHandler

from mentoring.postgres import limits
from mentoring.postgres.connection import Connection
from tests.pages import shows

SHORT = limits.Limits(answer=1)


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(limits, "_used", SHORT)


def test_each_kind_of_process_has_its_limits():
    assert limits.COMMANDS.options == ""
    assert limits.PAGES.options == (
        "-c lock_timeout=5s -c statement_timeout=8s -c idle_in_transaction_session_timeout=80s"
    )
    assert limits.PAGES.answer > limits.PAGES.statement > limits.PAGES.lock
    assert limits.JOBS.answer > limits.JOBS.statement > limits.JOBS.lock


def test_the_server_is_told_the_limits_when_a_connection_of_a_pool_is_opened(db, monkeypatch):
    monkeypatch.setattr(limits, "_used", limits.Limits(lock=1, statement=1, answer=60))
    pool = {"min_size": 1, "max_size": 1, "connection_class": Connection}
    own = {**connection.settings_dict, "OPTIONS": {"pool": pool, "options": "-c work_mem=5MB"}}
    others = ConnectionHandler({"default": own})
    with others["default"].cursor() as cursor:
        told = [cursor.execute(f"SHOW {name}").fetchone()[0] for name in ("lock_timeout", "statement_timeout")]
        mine = cursor.execute("SHOW work_mem").fetchone()[0]
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(60)")
    others["default"].close()
    others["default"].close_pool()
    assert (told, mine) == (["1s", "1s"], "5MB")


def test_a_statement_that_nobody_else_ends_is_ended_by_us_and_its_connection_closed(db, short):
    own = Connection.connect(**connection.get_connection_params())
    with pytest.raises(psycopg.OperationalError, match="hasn't answered in time"):
        own.execute("SELECT pg_sleep(60)")
    assert own.closed


def test_a_server_that_freezes_in_the_middle_is_given_up_and_the_next_request_begins_anew(frozen, short):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        frozen.frozen.set()
        with pytest.raises(OperationalError, match="hasn't answered in time"):
            cursor.execute("SELECT 1")
    frozen.frozen.clear()
    connection.close()
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT 1").fetchone() == (1,)


def test_a_page_says_so_without_the_database_and_leaves_one_line_in_the_log(frozen, short, client, caplog):
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    frozen.frozen.set()
    page = client.get("/accounts/login/")
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    shows(page, "We’ll be back in a moment", "Try again in a minute.")
    (line,) = (record for record in caplog.records if record.levelname == "ERROR")
    assert line.msg["event"] == "database_is_away"
    assert line.exc_info is None


def test_a_time_for_all_that_is_asked_is_shared_by_it(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    assert limits.patience() is None
    with limits.within(3):
        assert limits.patience() == 3
        monkeypatch.setattr(limits, "_used", SHORT)
        assert limits.patience() == 1
        now[0] += 2.5
        assert limits.patience() == 0.5
        now[0] += 2.5
        assert limits.patience() == 0.01
    assert limits.patience() == 1
