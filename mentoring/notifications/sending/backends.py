"""The way out for mails: what settings.MAILERS names; while nobody has named a mail server: nowhere, loudly."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.utils.module_loading import import_string


class NoServer(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise OSError("No mail server is configured: set EMAIL_HOST (see docs/operating.md).")


class Smtp(EmailBackend):
    """Calls `before_content` when the server has taken sender and recipient, right before the mail itself goes."""

    before_content: Callable[[], None] = staticmethod(lambda: None)

    def open(self) -> bool | None:
        opened: bool | None = super().open()
        if opened and self.connection:
            smtp, hand_over = self.connection, self.connection.data

            def data(content: str | bytes) -> tuple[int, bytes]:
                self.before_content()
                return hand_over(content)

            smtp.data = data  # type: ignore[method-assign, assignment]
        return opened


def connection(backend: str | None = None) -> BaseEmailBackend:
    """A connection to the mail server, not yet open; or to another `backend`, which takes no options."""
    if backend:
        return import_string(backend)()  # type: ignore[no-any-return]
    if hasattr(mail, "mailers"):  # pragma: no cover  # from Django 6.1 on: `make forward` runs it
        return mail.mailers.default
    mailer = settings.MAILERS["default"]
    return import_string(mailer["BACKEND"])(**mailer.get("OPTIONS", {}))  # type: ignore[no-any-return]
