"""Where mail goes while nobody has named a mail server: nowhere, loudly."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NoServer(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise OSError("No mail server is configured: set EMAIL_HOST (see docs/operating.md).")
