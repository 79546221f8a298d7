"""A backup goes from any server into any other, whole or not at all, and never over what somebody uses."""

import stat
import subprocess
from collections.abc import Iterator

import psycopg
import pytest

from mentoring.backups import archive, database, restoring, saving, tools, verifying
from mentoring.embedded.trouble import Trouble
from mentoring.home import backing_up
from tests import cluster
from tests.backups import servers

pytestmark = pytest.mark.processes
KNOWN = backing_up.known_migrations()
COUNTED = tuple(backing_up.COUNTED)


@pytest.fixture(scope="module")
def source() -> Iterator[str]:
    with servers.embedded_database() as url:
        servers.fill(url)
        yield url


@pytest.fixture(scope="module")
def backup(source, tmp_path_factory):
    file = tmp_path_factory.mktemp("backups") / "backup"
    saving.save(source, file)
    return file


@pytest.fixture
def target() -> Iterator[str]:
    with servers.embedded_database(migrated=False) as url:
        yield url


@pytest.fixture(scope="module", params=servers.system_versions())
def system(request) -> Iterator[str]:
    with servers.system_server(request.param) as url:
        yield url


def run(url: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements[:-1]:
            connection.execute(statement)
        done = connection.execute(statements[-1])
        return done.fetchall() if done.description else []


def beside(url: str) -> list[tuple[object, ...]]:
    """The databases that verifying made; the server also holds those of tests that run at the same time."""
    return run(url, "SELECT datname FROM pg_database WHERE datname LIKE '%\\_verify\\_%'")


def refused(call, *arguments, **options) -> str:
    with pytest.raises(Trouble) as trouble:
        call(*arguments, **options)
    assert len(str(trouble.value).splitlines()) == 1
    return str(trouble.value)


def test_between_embedded_servers_all_comes_back_and_what_was_there_goes(source, backup, target):
    run(
        target,
        "CREATE TABLE accounts_organisation (id int PRIMARY KEY)",  # of an older version
        "CREATE TABLE a_later_one (id int REFERENCES accounts_organisation)",
        "CREATE VIEW seen AS SELECT * FROM a_later_one",
        "CREATE FUNCTION refuse_change() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION btree_gist",
    )
    done = restoring.load(target, backup, known=KNOWN)
    assert servers.fingerprint(target) == servers.fingerprint(source)
    assert (done.missing, done.archive.server.partition(".")[0]) == (frozenset(), "18")
    restoring.load(target, backup, known=KNOWN)  # over itself
    assert servers.fingerprint(target) == servers.fingerprint(source)


@servers.without_system()
def test_between_embedded_and_the_system_s_server_in_every_direction(source, backup, target, system, tmp_path):
    """As an ordinary role, which owns its database and nothing more."""
    there = servers.fingerprint(source)
    restoring.load(system, backup, known=KNOWN)
    assert servers.fingerprint(system) == there
    saving.save(system, tmp_path / "from-system")
    restoring.load(target, tmp_path / "from-system", known=KNOWN)
    assert servers.fingerprint(target) == there
    run(system, "DELETE FROM accounts_user", "CREATE TABLE a_later_one (id int)")
    restoring.load(system, tmp_path / "from-system", known=KNOWN)
    assert servers.fingerprint(system) == there


@servers.without_system()
def test_verifying_wants_the_right_to_create_a_database_and_says_so(backup, system):
    ask = 'ALTER ROLE "mentoring" CREATEDB'
    assert refused(verifying.verify, system, backup, known=KNOWN, counted=COUNTED).endswith(f" {ask}.")
    run(system.replace("mentoring@", "postgres@"), ask)
    assert verifying.verify(system, backup, known=KNOWN, counted=COUNTED).counts["accounts_user"] == 30
    run(system.replace("mentoring@", "postgres@"), "ALTER ROLE mentoring NOCREATEDB")


@servers.without_system()
def test_what_an_older_server_does_not_know_changes_nothing_there(source, system, tmp_path):
    run(source, "CREATE TABLE of_tomorrow (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL)")
    saving.save(source, tmp_path / "backup")
    run(source, "DROP TABLE of_tomorrow")
    run(
        system,
        "DROP TABLE IF EXISTS accounts_organisation CASCADE",
        "CREATE TABLE accounts_organisation (word text)",
        "INSERT INTO accounts_organisation VALUES ('kept')",
    )
    said = refused(restoring.load, system, tmp_path / "backup", known=KNOWN)
    assert "can't be restored into PostgreSQL 15, so nothing was changed: syntax error" in said
    assert run(system, "SELECT word FROM accounts_organisation") == [("kept",)]


def test_a_broken_backup_changes_nothing(backup, target, tmp_path):
    run(target, "CREATE TABLE accounts_organisation (word text)", "INSERT INTO accounts_organisation VALUES ('kept')")
    whole = backup.read_bytes()
    for name, content, sentence in (
        ("half", whole[: len(whole) * 9 // 10], " is broken: "),
        ("text", b"hello", " is no backup: it isn't in the format of pg_dump --format=custom."),
        ("empty", b"", " is no backup: "),
    ):
        (tmp_path / name).write_bytes(content)
        assert sentence in refused(restoring.load, target, tmp_path / name, known=KNOWN)
    assert "can't be read: No such file or directory." in refused(
        restoring.load, target, tmp_path / "none", known=KNOWN
    )
    assert run(target, "SELECT word FROM accounts_organisation") == [("kept",)]


def test_a_backup_of_a_newer_version_and_one_of_something_else_are_refused(backup, target, tmp_path):
    """Before anything is asked of the database that it would go to."""
    nowhere = "postgresql://127.0.0.1:1/none"
    older = KNOWN - {("pairings", "0001_initial")}
    said = refused(restoring.load, nowhere, backup, known=older)
    assert "doesn't know the migration pairings.0001_initial: install that version first." in said
    run(target, "CREATE TABLE something_else (id int)")
    assert refused(saving.save, target, tmp_path / "none") == (
        "There is nothing to back up: the database doesn't hold this application."
    )
    assert refused(restoring.load, target, backup, known=KNOWN) == (
        "The database named by DATABASE_URL holds something else (a table something_else), so it was left alone."
    )
    chosen = tools.to_read()
    command = chosen.command("pg_dump", "--format=custom", "--file", str(tmp_path / "other"))
    subprocess.run(command, env=tools.environment(target), check=True)
    assert "is no backup of this application" in refused(archive.read, tmp_path / "other")


def test_a_backup_that_lacks_migrations_says_so(backup, target):
    later = ("pairings", "9999_later")
    assert restoring.load(target, backup, known=KNOWN | {later}).missing == {later}
    assert backing_up.migrations_since(frozenset({later})) == (
        " 1 migration has come since: manage.py migrate applies them, and so does the start of make run."
    )


def test_nothing_is_restored_while_others_use_the_database_unless_somebody_insists(source, backup, target):
    with psycopg.connect(target, application_name="mentoring") as first, psycopg.connect(target) as second:
        assert refused(restoring.load, target, backup, known=KNOWN).startswith(
            "Others use the database: mentoring (1), postgres (1). Stop the web server, worker and beat,"
        )
        assert database.tables(first) == set()
        first.rollback()
        second.rollback()
        restoring.load(target, backup, known=KNOWN, while_running=True)
        assert len(database.tables(second)) > 50


def test_a_table_that_somebody_holds_is_waited_for_only_so_long(backup, target, monkeypatch):
    monkeypatch.setattr(restoring, "LOCK_SECONDS", 1)
    with psycopg.connect(target) as holding:
        holding.execute("CREATE TABLE accounts_organisation (id int)")
        holding.commit()
        holding.execute("SELECT * FROM accounts_organisation")
        said = refused(restoring.load, target, backup, known=KNOWN, while_running=True)
    assert said == "Somebody has held a table for 1 seconds, so nothing was changed: stop what uses it."


def test_verifying_restores_beside_and_leaves_nothing(source, backup):
    run(source, "CREATE DATABASE mentoring_verify_01234567")  # of one that was killed
    done = verifying.verify(source, backup, known=KNOWN, counted=COUNTED)
    assert done.counts == {"accounts_user": 30, "programs_program": 0, "pairings_pairing": 0}
    assert [(done.tables,)] == run(source, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    assert beside(source) == []


def test_verifying_a_broken_backup_says_so_and_leaves_nothing(source, backup, tmp_path):
    content = bytearray(backup.read_bytes())
    content[-4000:-2000] = b"\0" * 2000
    (tmp_path / "bent").write_bytes(content)
    assert refused(verifying.verify, source, tmp_path / "bent", known=KNOWN, counted=COUNTED)
    assert "has no table of_tomorrow" in refused(
        verifying.verify, source, backup, known=KNOWN, counted=("of_tomorrow",)
    )
    assert beside(source) == []


def test_a_backup_is_for_its_owner_alone_and_whole_or_not_there(source, tmp_path, monkeypatch):
    file = tmp_path / "new" / "file"
    saving.save(source, file)
    assert [stat.S_IMODE(made.stat().st_mode) for made in (file.parent, file)] == [0o700, 0o600]
    assert refused(saving.save, source, file) == f"{file} exists already; choose another name."
    (tmp_path / "again.part").write_text("half of one that was interrupted")
    (tmp_path / "again.part").chmod(0o644)
    saving.save(source, tmp_path / "again")
    assert stat.S_IMODE((tmp_path / "again").stat().st_mode) == 0o600
    assert refused(saving.save, source, file / "backup").startswith("The backup can't be written to ")
    monkeypatch.setattr(tools.Tools, "command", lambda *_: ["false"])
    assert refused(saving.save, source, tmp_path / "failed") == "The backup didn't succeed: no reason given."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "new"]


def test_no_password_stands_on_a_command_line(source, tmp_path, monkeypatch):
    chosen, really, called = tools.to_read(), subprocess.run, []
    monkeypatch.setattr(subprocess, "run", lambda *a, **more: called.append((a, more["env"])) or really(*a, **more))
    saving._dump(chosen, source.replace("postgres@", "postgres:hidden@"), tmp_path / "file")
    ((command, environment),) = called
    assert "hidden" not in str(command)
    assert environment["PGPASSWORD"] == "hidden"


def test_what_is_missing_here_is_named(tmp_path, monkeypatch):
    def only(*versions: int) -> None:
        monkeypatch.setattr(tools, "found", lambda: [tools.Tools(version, tmp_path) for version in versions])

    only()
    assert refused(tools.to_dump, 16) == (
        "The database is PostgreSQL 16, but there is no pg_dump here: install PostgreSQL's client programs, version 16 "
        "or newer (on Debian, postgresql-client-16)."
    )
    assert refused(tools.to_read).startswith("There is no pg_restore here: install PostgreSQL's client programs, ")
    only(14, 15)
    assert refused(tools.to_dump, 16).startswith(
        "The database is PostgreSQL 16, but the newest pg_dump here is 15: install "
    )
    only(15, 16, 18)
    assert (tools.to_dump(16).version, tools.to_read().version) == (16, 18)


@servers.without_system()
def test_an_archive_that_only_newer_programs_read_is_named(backup, monkeypatch):
    monkeypatch.setattr(tools, "to_read", lambda: tools.found()[0])
    assert "was written by a newer pg_dump than pg_restore 15, the newest one here: " in refused(archive.read, backup)


def test_the_system_s_programs_are_found_without_the_embedded_ones(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("pg_dump", "pg_restore"):
        (folder / name).write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 17.2 (Debian 17.2-1)'\n")
        (folder / name).chmod(0o755)
    monkeypatch.setattr(tools, "find_spec", lambda name: None)
    monkeypatch.setattr(tools, "PLACES", ())
    monkeypatch.setenv("PATH", f"{folder}:{tmp_path}")
    assert tools.found() == [tools.Tools(17, folder)]


def test_a_pooler_in_between_is_refused(source):
    """What a pooler calls the number of the server's process isn't that one's."""

    class Pooled(psycopg.Connection):
        def execute(self, query, *rest, **more):
            return super().execute("SELECT 1" if "backend_pid" in query else query, *rest, **more)

    with Pooled.connect(source) as connection:
        assert "leads through a connection pooler" in refused(database._refuse_a_pooler, connection)


def test_an_encoding_that_cannot_hold_every_name_is_refused(backup):
    with psycopg.connect(cluster.url_of("postgres"), autocommit=True) as server:
        server.execute(
            "CREATE DATABASE backups_latin ENCODING LATIN1 LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
        )
    try:
        said = refused(restoring.load, cluster.url_of("backups_latin"), backup, known=KNOWN)
        assert said.startswith("The database's encoding is LATIN1, but UTF8 is needed: ")
    finally:
        cluster.drop("backups_latin")
