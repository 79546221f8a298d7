"""The databases between which backups go: on the run's own server, and on the system's PostgreSQL, if there is one."""

import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from mentoring.embedded import postgres
from tests import cluster

SYSTEM = Path("/usr/lib/postgresql")
CASTS = re.compile(r"::(?:text|character varying)(?:\[\])?|[()]")
NASTY = "Tab\t, line\nbreak, \\. and \\N, “quotes”, 'single', $$, é, 日本, ‏ عربي, \\restrict x"


def system_versions() -> list[int]:
    return sorted(int(folder.name) for folder in SYSTEM.glob("[0-9]*") if (folder / "bin" / "initdb").is_file())


@contextmanager
def system_server(version: int) -> Iterator[str]:
    """The URL of a role without special rights, which owns its database, as a sysadmin would have made it."""
    folder = Path(tempfile.mkdtemp(prefix="mentoring-backups-"))
    folder.chmod(0o711)
    data, owner = folder / "data", postgres._owner()
    data.mkdir(mode=0o700)
    if owner:
        os.chown(data, owner.pw_uid, owner.pw_gid)

    def call(program: str, *arguments: str) -> None:
        account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        command = [str(SYSTEM / str(version) / "bin" / program), "-D", str(data), *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, **account)

    call("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    call("pg_ctl", "-w", "-o", f"-c listen_addresses= -c fsync=off -k {data}", "-l", str(data / "log"), "start")
    try:
        place = quote(str(data), safe="")
        with psycopg.connect(f"postgresql://postgres@{place}/postgres", autocommit=True) as server:
            server.execute("CREATE ROLE mentoring LOGIN")
            server.execute("CREATE DATABASE mentoring OWNER mentoring")
        yield f"postgresql://mentoring@{place}/mentoring"
    finally:
        call("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@contextmanager
def embedded_database(*, migrated: bool = True) -> Iterator[str]:
    name = f"backups_{secrets.token_hex(4)}"
    if migrated:
        cluster.copy(name)
    else:
        with psycopg.connect(cluster.url_of("postgres"), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
    yield cluster.url_of(name)
    cluster.drop(name)


def fill(url: str) -> None:
    """A few rows, with what is hard to write down."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO accounts_user (password, is_superuser, email, name, time_zone, declined_time_zone, language, "
            "theme, is_active, is_administrator, joined_at, links_version) SELECT '', false, 'p' || n || "
            "'@example.org', %s, 'UTC', '', 'en-us', 'system', true, false, now(), 0 FROM generate_series(1, 30) n",
            [NASTY],
        )


def fingerprint(url: str) -> dict[str, object]:
    """Each table's rows, what holds them together, and where sequences go on."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        found: dict[str, object] = {
            name: connection.execute(
                f'SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t'
            ).fetchone()
            for (name,) in tables
        }
        for what, question in PARTS.items():
            found[what] = [tuple(map(_plain, row)) for row in connection.execute(question)]
    return found


def _plain(value: object) -> object:
    """A condition that was written down and read again has its casts and parentheses elsewhere, and means the same."""
    return CASTS.sub("", value) if isinstance(value, str) else value


PARTS = {
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1, 2",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    "sequences": "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1",
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns "
    "WHERE table_schema = 'public' ORDER BY 1, 2",
}


def without_system(reason: str = "PostgreSQL’s own binaries aren’t in /usr/lib/postgresql") -> pytest.MarkDecorator:
    return pytest.mark.skipif(not system_versions(), reason=reason)
