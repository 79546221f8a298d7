"""manage.py demo: builds the demo in an empty database, or prints its logins."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mentoring.accounts.models import Organisation
from mentoring.demo import people, story

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

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["logins"]:
            if Organisation.objects.exists():
                raise CommandError("This database already holds an organisation; the demo wants an empty one.")
            story.tell(now=timezone.now())
        self.stdout.write(f"Sign in with the password “{people.PASSWORD}” as\n")
        for role, person in LOGINS:
            self.stdout.write(f"  {person.email:<36} {role}")
