"""Mail servers for the demo's past: nothing is really sent, and one address is refused as a real server would."""

import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from mentoring.demo import people

MOVED_AWAY = people.CAREER_MENTEES[2]
ANSWER = b"5.1.1 The email account that you tried to reach does not exist"


class Accepting(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return len(email_messages)


class RefusingOne(Accepting):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if any(MOVED_AWAY.email in address for address in message.to):
                raise smtplib.SMTPRecipientsRefused({MOVED_AWAY.email: (550, ANSWER)})
        return len(email_messages)
