"""manage.py backup FILE: saves all that is in the database; with --verify, tries whether FILE could be restored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mentoring.backups import saving, verifying
from mentoring.embedded.trouble import Trouble
from mentoring.home import backing_up


class Command(BaseCommand):
    help = (
        "Saves all that is in the database into one file; with --verify, tries whether such a file could be restored."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that doesn't exist yet; with --verify, one that does")
        parser.add_argument(
            "--verify", action="store_true", help="restores the file into a new database beside, looks, and drops it"
        )

    def handle(self, *args: Any, file: Path, verify: bool, **options: Any) -> None:
        try:
            if verify:
                self._verify(file)
            else:
                saving.save(backing_up.address(), file)
        except Trouble as trouble:
            raise SystemExit(str(trouble)) from None

    def _verify(self, file: Path) -> None:
        known, counted = backing_up.known_migrations(), backing_up.COUNTED
        done = verifying.verify(backing_up.address(), file, known=known, counted=tuple(counted))
        counts = ", ".join(f"{done.counts[table]:,} {word}" for table, word in counted.items())
        self.stdout.write(
            f"{file} is whole: {done.tables} tables, {counts}; saved at {done.archive.written} "
            f"from PostgreSQL {done.archive.server}.{backing_up.migrations_since(done.missing)}"
        )
