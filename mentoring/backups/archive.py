"""A file that pg_dump has written in its own format: what it holds, and how it gets into a database."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import IO

from mentoring.backups import database, tools
from mentoring.embedded.trouble import Trouble

MAGIC = b"PGDMP"
END = b"\\.\n"  # of the rows of a table; a row can't look like this
# Whoever runs the server at the other end decides about these; most of them couldn't be set by an ordinary role.
WITHOUT = ("owner", "privileges", "comments", "tablespaces", "publications", "subscriptions", "security-labels")


@dataclass(frozen=True)
class Archive:
    """`written` and `server` (PostgreSQL's version) are for people."""

    file: Path
    tools: tools.Tools
    contents: str

    @property
    def server(self) -> str:
        return self._said("Dumped from database version")

    @property
    def written(self) -> str:
        return self._said("Archive created at")

    def migrations(self) -> set[tuple[str, str]]:
        """What had been applied: app and name. Raises Trouble."""
        with self._sql("--data-only", "--table=django_migrations") as lines:
            columns = next((line for line in lines if line.startswith(b"COPY ")), b"").decode()
            names = columns.partition("(")[2].partition(")")[0].split(", ")
            rows = [row.decode().rstrip("\n").split("\t") for row in takewhile(lambda row: row != END, lines)]
        at = names.index("app"), names.index("name")
        return {(row[at[0]], row[at[1]]) for row in rows}

    def pour(self, connection: database.Connection) -> None:
        """Make and fill all tables. Call it inside a transaction: on Trouble or an error of psycopg, half is there."""
        for section in ("pre-data", "data", "post-data"):
            with self._sql(f"--section={section}") as lines:
                if section == "data":
                    _fill(connection, lines)
                else:
                    _execute(connection, b"".join(lines).decode())

    @contextmanager
    def _sql(self, *arguments: str) -> Iterator[IO[bytes]]:
        flags = ["--file=-", *(f"--no-{name}" for name in WITHOUT), *arguments, str(self.file)]
        command = self.tools.command("pg_restore", *flags)
        environment = tools.environment()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
            assert process.stdout and process.stderr  # noqa: S101  # for mypy: both are pipes
            yield process.stdout
            process.stdout.read()
            said = process.stderr.read().decode(errors="replace")
        if process.returncode:
            raise Trouble(f"{self.file} is broken: {tools.reason(said)}.")

    def _said(self, what: str) -> str:
        return next(
            (line.partition(what)[2].lstrip(": ") for line in self.contents.splitlines() if what in line), "unknown"
        )


def read(file: Path) -> Archive:
    """Raises Trouble where it isn't a backup of this application, or can't be read here."""
    chosen = tools.to_read()
    try:
        with file.open("rb") as opened:
            if opened.read(len(MAGIC)) != MAGIC:
                raise Trouble(f"{file} is no backup: it isn't in the format of pg_dump --format=custom.")
    except OSError as error:
        raise Trouble(f"{file} can't be read: {error.strerror}.") from None
    command = chosen.command("pg_restore", "--list", str(file))
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=tools.environment())
    if "unsupported version" in done.stderr:
        raise Trouble(
            f"{file} was written by a newer pg_dump than pg_restore {chosen.version}, the newest one here: "
            "install PostgreSQL's client programs of the version that it comes from."
        )
    if done.returncode:
        raise Trouble(f"{file} is broken: {tools.reason(done.stderr)}.")
    for table in (database.MARK, "django_migrations"):
        if f"TABLE DATA public {table} " not in done.stdout:
            raise Trouble(f"{file} is no backup of this application: it has no table {table}.")
    return Archive(file, chosen, done.stdout)


def _execute(connection: database.Connection, text: str) -> None:
    """What comes before the first entry sets how the rest is read."""
    head, entry, rest = text.partition("\n-- Name: ")
    rest = "\n".join(line for line in rest.split("\n") if not line.startswith("\\unrestrict "))
    connection.execute(_head(connection, head) + (entry + rest).encode())


def _head(connection: database.Connection, head: str) -> bytes:
    known = {name for (name,) in connection.execute("SELECT name FROM pg_settings")}
    kept = [line for line in head.splitlines() if not line.startswith("\\") and not _is_strange(line, known)]
    return "\n".join(kept).encode()


def _is_strange(line: str, known: set[str]) -> bool:
    """A setting of a newer version, such as transaction_timeout, which pg_restore writes from 17 on."""
    words = line.split(" ", 2)
    return len(words) == 3 and words[0] == "SET" and words[1] not in known


def _fill(connection: database.Connection, lines: IO[bytes]) -> None:
    """Outside of the rows each statement has a line of its own."""
    known = {name for (name,) in connection.execute("SELECT name FROM pg_settings")}
    for line in lines:
        if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
            with connection.cursor().copy(line) as copy:
                for row in takewhile(lambda row: row != END, lines):
                    copy.write(row)
        elif line.strip() and not line.startswith((b"--", b"\\")) and not _is_strange(line.decode().strip(), known):
            connection.execute(line)
