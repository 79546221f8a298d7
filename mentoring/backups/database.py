"""The database at one end: what it is, who else uses it, and how it is emptied."""

from typing import Any

import psycopg
from psycopg import sql

from mentoring.embedded.trouble import Trouble

Connection = psycopg.Connection[tuple[Any, ...]]
OLDEST = 15
MARK = "accounts_organisation"  # a table of this application and of no other
# Tables and what is like them. What belongs to an extension stays, and so does the extension: often only an
# administrator of the server may make it anew.
RELATIONS = """
SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
    WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, c.relname
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype IN ('a', 'e', 'i'))
"""
ROUTINES = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
"""
# Somebody without special rights doesn't learn what kind of process another role's is, but autovacuum has no role.
OTHERS = """
SELECT coalesce(nullif(application_name, ''), usename), count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL
    AND coalesce(backend_type, 'client backend') = 'client backend'
GROUP BY 1 ORDER BY 1
"""


def connect(url: str) -> Connection:
    """In autocommit, to a server that this can be done with. Raises Trouble."""
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
        _refuse_a_pooler(connection)
    except psycopg.Error as error:
        raise Trouble(f"The database named by DATABASE_URL can't be used: {first_line(error)}.") from None
    if version(connection) < OLDEST:
        connection.close()
        raise Trouble(f"PostgreSQL {OLDEST} or newer is needed, DATABASE_URL names PostgreSQL {version(connection)}.")
    return connection


def version(connection: Connection) -> int:
    return connection.info.server_version // 10_000


def first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].strip().rstrip(".")


def tables(connection: Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def refuse_others(connection: Connection) -> None:
    """Raises Trouble where somebody else is connected to this database."""
    others = [f"{name} ({count})" for name, count in connection.execute(OTHERS)]
    if others:
        raise Trouble(
            f"Others use the database: {', '.join(others)}. Stop the web server, worker and beat, and close what else "
            "stands there; or add --while-running, if they may meet what is restored."
        )


def empty(connection: Connection) -> None:
    """Drop what is in it, but for what extensions brought along."""
    for kind, name in connection.execute(RELATIONS).fetchall():
        connection.execute(
            sql.SQL("DROP {} IF EXISTS {} CASCADE").format(sql.SQL(kind), sql.Identifier("public", name))
        )
    for (signature,) in connection.execute(ROUTINES).fetchall():
        connection.execute(sql.SQL("DROP ROUTINE IF EXISTS {} CASCADE").format(sql.SQL(signature)))


def _refuse_a_pooler(connection: Connection) -> None:
    """A pooler gives out numbers of its own. What pg_dump sets for itself would stay behind for those who come next."""
    asked = connection.execute("SELECT pg_backend_pid()").fetchone()
    if asked != (connection.info.backend_pid,):
        connection.close()
        raise Trouble(
            "DATABASE_URL leads through a connection pooler such as PgBouncer, and a backup can't go that way: "
            "set DATABASE_DIRECT_URL to the address of PostgreSQL itself."
        )
