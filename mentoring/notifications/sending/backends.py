"""The way out for mails: what settings.MAILERS names; while nobody has named a mail server: nowhere, loudly."""

import smtplib
import ssl
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.utils.module_loading import import_string


class NoServer(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise OSError("No mail server is configured: set EMAIL_HOST (see docs/operating.md).")


class Remembers:
    """Keeps what the server said to the last mail; smtplib throws it away."""

    said = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, words = super().data(msg)  # type: ignore[misc]  # of smtplib.SMTP, which stands behind this one
        self.said = f"{code} {words.decode('utf-8', 'replace')}"
        return code, words


class Plain(Remembers, smtplib.SMTP):
    """Also what begins plain and goes on with STARTTLS."""


class Encrypted(Remembers, smtplib.SMTP_SSL):
    pass


class Smtp(EmailBackend):
    """Django's, which trusts the certificate authorities of a file, too: those that the system trusts stay trusted."""

    def __init__(self, *args: Any, ca_file: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.ca_file = ca_file

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return Encrypted if self.use_ssl else Plain

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.ca_file:
            context.load_verify_locations(self.ca_file)
        return context

    @property
    def said(self) -> str:
        return getattr(self.connection, "said", "")


def connection(backend: str | None = None) -> BaseEmailBackend:
    """A connection to the mail server, not yet open; or to another `backend`, which takes no options."""
    if backend:
        return import_string(backend)()  # type: ignore[no-any-return]
    if hasattr(mail, "mailers"):  # pragma: no cover  # from Django 6.1 on: `make forward` runs it
        return mail.mailers.default
    mailer = settings.MAILERS["default"]
    return import_string(mailer["BACKEND"])(**mailer.get("OPTIONS", {}))  # type: ignore[no-any-return]
