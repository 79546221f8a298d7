"""Put a backup in the place of what a database holds: all of it, or nothing has changed."""

from dataclasses import dataclass
from pathlib import Path

import psycopg

from mentoring.backups import archive, database
from mentoring.embedded.trouble import Trouble

LOCK_SECONDS = 60  # for whoever still uses a table that is to be dropped
Migrations = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Restored:
    """What the file was, and which migrations of this version it didn't have."""

    archive: archive.Archive
    missing: Migrations


def load(url: str, file: Path, *, known: Migrations, while_running: bool = False) -> Restored:
    """`known` are the migrations that this version has. Raises Trouble, and then nothing has changed."""
    found = archive.read(file)
    missing = refuse_newer(found, known)
    with database.connect(url) as connection:
        refuse_unfit(connection)
        if not while_running:
            database.refuse_others(connection)
        replace(connection, found)
    return Restored(found, missing)


def refuse_newer(found: archive.Archive, known: Migrations) -> Migrations:
    """The migrations that it lacks. Raises Trouble where it has one that this version doesn't know."""
    applied = found.migrations()
    if newer := sorted(applied - known):
        raise Trouble(
            f"{found.file} comes from a newer version of the application than this one, which doesn't know the "
            f"migration {'.'.join(newer[-1])}: install that version first."
        )
    return known - applied


def refuse_unfit(connection: database.Connection) -> None:
    """Raises Trouble where it isn't ours to empty, or can't hold what people write."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise Trouble(f"The database's encoding is {encoding}, but UTF8 is needed: CREATE DATABASE … ENCODING 'UTF8'.")
    there = database.tables(connection)
    if there and database.MARK not in there:
        raise Trouble(
            f"The database named by DATABASE_URL holds something else (a table {min(there)}), so it was left alone."
        )


def replace(connection: database.Connection, found: archive.Archive) -> None:
    """Raises Trouble, and then nothing has changed."""
    try:
        with connection.transaction():
            connection.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            database.empty(connection)
            found.pour(connection)
    except psycopg.errors.LockNotAvailable:
        raise Trouble(
            f"Somebody has held a table for {LOCK_SECONDS} seconds, so nothing was changed: stop what uses it."
        ) from None
    except psycopg.Error as error:
        version = database.version(connection)
        raise Trouble(
            f"The backup, of PostgreSQL {found.server}, can't be restored into PostgreSQL {version}, so nothing was "
            f"changed: {database.first_line(error)}."
        ) from None
