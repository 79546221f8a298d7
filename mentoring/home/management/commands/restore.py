"""manage.py restore FILE: puts what a backup holds in the place of what is in the database, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mentoring.accounts import queries as accounts
from mentoring.backups import restoring
from mentoring.embedded.trouble import Trouble
from mentoring.home import backing_up


class Command(BaseCommand):
    help = "Puts what a backup holds in the place of what is in the database: all of it, or nothing changes."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what manage.py backup has saved")
        parser.add_argument(
            "--while-running", action="store_true", help="even though others use the database; they wait, or fail once"
        )

    def handle(self, *args: Any, file: Path, while_running: bool, **options: Any) -> None:
        url, known = backing_up.address(), backing_up.known_migrations()
        try:
            if not while_running:
                backing_up.refuse_while_it_runs(url, self.stdout.write)
            done = restoring.load(url, file, known=known, while_running=while_running)
        except Trouble as trouble:
            raise SystemExit(str(trouble)) from None
        accounts.forget_organisation()  # pages would show the former one
        since = backing_up.migrations_since(done.missing)
        self.stdout.write(f"Restored what was saved at {done.archive.written}.{since}")
