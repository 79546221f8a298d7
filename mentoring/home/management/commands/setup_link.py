"""manage.py setup_link: prints the link for the first visit, or nothing once the installation is set up."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from mentoring.accounts import queries
from mentoring.home import setup_token


class Command(BaseCommand):
    help = "Prints the one-time link that creates the first administrator; prints nothing once there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        if not queries.is_set_up():
            self.stdout.write(settings.SITE_URL + reverse("setup", args=[setup_token.make()]))
