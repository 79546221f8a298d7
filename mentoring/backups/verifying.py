"""Whether a backup could be restored: it is, into a new database beside the one in use, which then goes again."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import conninfo, sql

from mentoring.backups import archive, database, restoring
from mentoring.embedded.trouble import Trouble

SCRATCH = "mentoring_verify_"


@dataclass(frozen=True)
class Verified:
    archive: archive.Archive
    missing: restoring.Migrations
    tables: int
    counts: dict[str, int]


def verify(url: str, file: Path, *, known: restoring.Migrations, counted: tuple[str, ...]) -> Verified:
    """`counted` are tables whose rows are counted. Raises Trouble where the file isn't whole."""
    found = archive.read(file)
    missing = restoring.refuse_newer(found, known)
    with _scratch(url) as connection:
        restoring.refuse_unfit(connection)
        restoring.replace(connection, found)
        tables = database.tables(connection)
        if lost := sorted(set(counted) - tables):
            raise Trouble(f"{file} isn't whole: it has no table {lost[0]}.")
        counts = {table: _count(connection, table) for table in counted}
    return Verified(found, missing, len(tables), counts)


@contextmanager
def _scratch(url: str) -> Iterator[database.Connection]:
    """On the same server, because what this is about is whether it could hold it."""
    name = SCRATCH + secrets.token_hex(4)
    with database.connect(url) as beside:
        _sweep(beside)
        try:
            beside.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise Trouble(
                "A backup is verified in a database of its own, which this role may not create: as the server's "
                f"administrator, ALTER ROLE {sql.Identifier(beside.info.user).as_string()} CREATEDB."
            ) from None
        except psycopg.Error as error:
            raise Trouble(f"No database to verify in could be created: {database.first_line(error)}.") from None
        try:
            with database.connect(conninfo.make_conninfo(url, dbname=name)) as connection:
                yield connection
        finally:
            beside.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _sweep(beside: database.Connection) -> None:
    """Drop what was left by one that was killed; one that is in use stays."""
    for (name,) in beside.execute("SELECT datname FROM pg_database").fetchall():
        if name.startswith(SCRATCH):
            with suppress(psycopg.Error):
                beside.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _count(connection: database.Connection, table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))).fetchone()
    return int(row[0]) if row else 0
