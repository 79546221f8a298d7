"""Back the database up into one file, which only its owner reads."""

import subprocess
from pathlib import Path

from mentoring.backups import database, tools
from mentoring.embedded.trouble import Trouble


def save(url: str, file: Path) -> None:
    """Whole or not at all. Raises Trouble."""
    if file.exists():
        raise Trouble(f"{file} exists already; choose another name.")
    with database.connect(url) as connection:
        if database.MARK not in database.tables(connection):
            raise Trouble("There is nothing to back up: the database doesn't hold this application.")
        chosen = tools.to_dump(database.version(connection))
    half = private(file.with_name(f"{file.name}.part"))
    try:
        _dump(chosen, url, half)
        half.rename(file)
    finally:
        half.unlink(missing_ok=True)


def private(half: Path) -> Path:
    """An empty file that only its owner reads, before anything is in it; a folder that is new is theirs alone, too."""
    try:
        half.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half.unlink(missing_ok=True)  # of a backup that was interrupted
        half.touch(mode=0o600, exist_ok=False)
        half.chmod(0o600)
    except OSError as error:
        raise Trouble(f"The backup can't be written to {half.parent}: {error.strerror}.") from None
    return half


def _dump(chosen: tools.Tools, url: str, half: Path) -> None:
    command = chosen.command("pg_dump", "--format=custom", "--file", str(half))
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, env=tools.environment(url))
    if done.returncode:
        raise Trouble(f"The backup didn't succeed: {tools.reason(done.stderr)}.")
