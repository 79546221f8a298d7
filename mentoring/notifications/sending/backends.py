"""The way out for mails: what settings.MAILERS names; while nobody has named a mail server: nowhere, loudly."""

from collections.abc import Sequence

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string


class NoServer(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise OSError("No mail server is configured: set EMAIL_HOST (see docs/operating.md).")


def connection(backend: str | None = None) -> BaseEmailBackend:
    """A connection to the mail server, not yet open; or to another `backend`, which takes no options."""
    if backend:
        return import_string(backend)()  # type: ignore[no-any-return]
    if hasattr(mail, "mailers"):  # pragma: no cover  # from Django 6.1 on: `make forward` runs it
        return mail.mailers.default
    mailer = settings.MAILERS["default"]
    return import_string(mailer["BACKEND"])(**mailer.get("OPTIONS", {}))  # type: ignore[no-any-return]
