"""manage.py demo: builds the demo in an empty database, or prints its logins."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from mentoring.accounts.models import Organisation
from mentoring.demo import people, simulation

LOGINS = [
    ("administrator", people.ADMINISTRATOR),
    ("coordinator, a program that is closing", people.COORDINATORS["career"]),
    ("coordinator, mid-way", people.COORDINATORS["women"]),
    ("coordinator, in enrolment", people.COORDINATORS["starters"]),
    ("mentor", people.CAREER_MENTORS[0]),
    ("mentee", people.CAREER_MENTEES[0]),
]


class Command(BaseCommand):
    help = "Build the demo: one organisation, three programs, about 80 people, six months of history."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--logins", action="store_true", help="only print the logins")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is an organisation")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Organisation.objects.exists():
            return
        if not options["logins"]:
            self._build()
        self.stdout.write(f"Sign in with the password “{people.PASSWORD}” as\n")
        for role, person in LOGINS:
            self.stdout.write(f"  {person.email:<36} {role}")

    def _build(self) -> None:
        if Organisation.objects.exists():
            raise CommandError("This database already holds an organisation; the demo wants an empty one.")
        self.stderr.write("Filling the demo…", str)  # not an error, so not in red
        with _in_a_hurry():
            simulation.run(now=timezone.now())


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """Somebody is waiting for the first page, and collecting the little garbage there is takes a tenth of the time."""
    gc.disable()
    try:
        with _prepared_statements():
            yield
    finally:
        gc.enable()


@contextmanager
def _prepared_statements() -> Iterator[None]:
    """Let the server parse each statement only once, because the same few hundred come thousands of times.

    Everywhere else, statements stay unprepared, so that PgBouncer can stand in front of the server.
    """
    if connection.in_atomic_block:
        yield  # a connection in use stays as it is
        return
    before = connection.settings_dict["OPTIONS"]
    _connect_anew({**before, "server_side_binding": True, "prepare_threshold": 3})
    try:
        yield
    finally:
        _connect_anew(before)


def _connect_anew(options: dict[str, Any]) -> None:
    server: Any = connection
    server.close()
    if options.get("pool"):
        server.close_pool()
    server.settings_dict["OPTIONS"] = options
    vars(server.features).pop("uses_server_side_binding", None)  # Django caches it
