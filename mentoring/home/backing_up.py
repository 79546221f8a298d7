"""What a backup has to know about the application: its migrations, its largest tables, and whether it runs."""

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from psycopg import sql

from mentoring.accounts.models import User
from mentoring.backups import database
from mentoring.embedded import environment, presence
from mentoring.embedded.trouble import Trouble
from mentoring.notifications.sending.models import Heartbeat
from pairings.pair.models import Pairing
from programs.program.models import Program

COUNTED = {User._meta.db_table: "people", Program._meta.db_table: "programs", Pairing._meta.db_table: "pairs"}
LATE_SECONDS = 15  # how much later than it should a beat may be heard of


def address() -> str:
    """Where PostgreSQL itself is: a backup can't go through a pooler."""
    return os.environ.get("DATABASE_DIRECT_URL") or os.environ["DATABASE_URL"]


def known_migrations() -> frozenset[tuple[str, str]]:
    """With those that others have replaced: a database may still say that they were applied."""
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return frozenset(disk) | {replaced for migration in disk.values() for replaced in migration.replaces}


def refuse_while_it_runs(url: str, say: Callable[[str], None]) -> None:
    """Raises Trouble. Web server and worker may be connected to nothing while they have nothing to do."""
    folder = environment.data_dir()
    if presence.is_held(folder / presence.RUNNER):
        raise Trouble(f"The application runs from {folder}: stop it, or add --while-running.")
    if not any(server.name == environment.DATABASE for server in environment.servers):
        _refuse_a_running_beat(url, say)


def _refuse_a_running_beat(url: str, say: Callable[[str], None]) -> None:
    """Each tick of beat that a worker heard is noted in the database."""
    with database.connect(url) as connection:
        heard = _last_beat(connection)
        until = heard + timedelta(seconds=settings.TICK_SECONDS + LATE_SECONDS) if heard else timezone.now()
        if until > timezone.now():
            say(f"Waiting until {until:%H:%M:%S} UTC to see whether beat has been stopped…")
        while until > timezone.now():
            time.sleep(1)
            if _last_beat(connection) != heard:
                raise Trouble("Beat and a worker run: stop them and the web server; or add --while-running.")


def migrations_since(missing: frozenset[tuple[str, str]]) -> str:
    if not missing:
        return ""
    are = "migration has" if len(missing) == 1 else "migrations have"
    return f" {len(missing)} {are} come since: manage.py migrate applies them, and so does the start of make run."


def _last_beat(connection: database.Connection) -> datetime | None:
    table = sql.Identifier(Heartbeat._meta.db_table)
    try:
        row = connection.execute(sql.SQL("SELECT max(at) FROM {}").format(table)).fetchone()
    except psycopg.errors.UndefinedTable:  # nothing was ever here
        return None
    return row[0] if row else None
