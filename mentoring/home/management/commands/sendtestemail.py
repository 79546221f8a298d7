"""In place of Django's command, which knows nothing of settings.MAILERS."""

import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from mentoring.notifications.planning.models import Mail, new_message_id
from mentoring.notifications.sending import last_answer
from mentoring.notifications.sending.postman import Postman, ServerAnswer
from mentoring.web import mailboxes

TEXT = f"This is a test from {settings.SITE_URL}. The mail server takes its email.\n"


class Command(BaseCommand):
    help = "Sends a test the way all email goes, and prints what the mail server answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        addresses = [mailboxes.tidy(address) for address in options["address"]]
        for address in addresses:
            _check(address)
        with _postman() as postman:
            for address in addresses:
                mail = _test_for(address)
                with _quiet():
                    answer = postman.deliver(mail)
                with suppress(DatabaseError):  # the mail server can be tried without it
                    last_answer.keep(answer, mail, now=timezone.now())
                self.stdout.write(f"{address}: {_taken(answer)}")


@contextmanager
def _quiet() -> Iterator[None]:
    """What the log would say of a failure stands in the sentence."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _postman() -> Postman:
    try:
        return Postman()
    except (ImportError, ImproperlyConfigured) as error:
        raise CommandError(f"What EMAIL_BACKEND names can’t be used: {error}") from None


def _check(address: str) -> None:
    try:
        mailboxes.check(address)
    except ValidationError as error:
        why = "" if error.code == "invalid" else f" {error.message}"
        raise CommandError(f"“{address}” is no email address.{why}") from None


def _test_for(address: str) -> Mail:
    return Mail(
        to=address,
        kind="test",
        subject="Test of the mail server",
        text=TEXT,
        message_id=new_message_id(settings.SITE_HOST),
    )


def _taken(answer: ServerAnswer) -> str:
    """Raises CommandError if it wasn't taken."""
    if answer.result == "sent":
        return f"the mail server took it and answered “{answer.text}”." if answer.text else "the mail server took it."
    what = "can’t be used" if answer.result in {"trouble", "unreachable"} else "didn’t take it"
    raise CommandError(f"The mail server {what}: {answer.text}")
