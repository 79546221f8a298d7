"""Back up everything to one file and restore it, with the embedded database or one named by DATABASE_URL."""

import os
import subprocess
from pathlib import Path

from mentoring.embedded import environment, postgres
from mentoring.embedded.trouble import Trouble


def save(file: Path) -> None:
    if file.exists():
        raise Trouble(f"{file} exists already; choose another name.")
    environment.prepare()
    half = _private(file.with_name(f"{file.name}.part"))
    _run("pg_dump", "--format=custom", "--no-owner", "--file", str(half), os.environ["DATABASE_URL"])
    half.rename(file)


def _private(half: Path) -> Path:
    """An empty file that only its owner reads, before anything is in it; a folder that is new is theirs alone, too."""
    try:
        half.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half.unlink(missing_ok=True)  # of a backup that was interrupted
        half.touch(mode=0o600, exist_ok=False)
        half.chmod(0o600)
    except OSError as error:
        raise Trouble(f"The backup can't be written to {half.parent}: {error.strerror}.") from None
    return half


def load(file: Path) -> None:
    """Restore the database from a file, all or nothing; what is there now is dropped. Raises Trouble."""
    if not file.is_file():
        raise Trouble(f"There is no file {file}.")
    environment.prepare()
    flags = ["--clean", "--if-exists", "--no-owner", "--single-transaction"]
    _run("pg_restore", *flags, "--dbname", os.environ["DATABASE_URL"], str(file))


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run([str(postgres.BIN / program), *arguments], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise Trouble(f"{program} didn't succeed: {reason}")
