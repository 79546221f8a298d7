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
    half = file.with_name(f"{file.name}.part")
    _run("pg_dump", "--format=custom", "--no-owner", "--file", str(half), os.environ["DATABASE_URL"])
    half.rename(file)


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
