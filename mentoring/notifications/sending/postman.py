"""One connection to the mail server, and what its answers mean."""

import re
import smtplib
import uuid
from dataclasses import dataclass
from email.utils import formataddr
from typing import Any, Literal

import structlog
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from mentoring.notifications.planning.models import Mail
from mentoring.notifications.sending import backends
from mentoring.web import cleaning, mailboxes

log = structlog.get_logger(__name__)

# refused: this mail never will be sent · later: try again · trouble: the connection broke · unreachable: there is none
AttemptResult = Literal["sent", "refused", "later", "trouble", "unreachable"]
# RFC 3463: 5.1.x is about the address, 5.2.1 a mailbox that is disabled. 5.2.2 (full) and 5.7.x (policy) pass.
NO_SUCH_ADDRESS = re.compile(r"5\d\d[ -]5\.(?:1\.\d+|2\.1)\b")
NO_MAILBOX = re.compile(r"(?:550|551|553|556)(?! 5\.\d)")  # to RCPT, without such a code
OUTSIDE = (OSError, AnymailError)  # of smtplib too, and of what an HTTP mail service is asked by
CANT_BE_WRITTEN = "Not sent: this email can’t be written so that mail servers take it. The log of the worker has more."
HERE = "Not sent: something went wrong before the mail server was asked. The log of the worker has more."
TRY_AGAIN = {401, 403, 408, 429}  # of an HTTP mail service: its key, its patience; not this mail


@dataclass(frozen=True)
class ServerAnswer:
    """What became of one attempt; `text` is what the mail server said."""

    result: AttemptResult
    text: str = ""
    no_such_address: bool = False  # refused for good because of the address, not of the sender or the content
    was_asked: bool = True  # False: the mail never came as far as the server


class Postman:
    """Keeps the connection open from mail to mail; opens a new one after trouble."""

    def __init__(self, backend: str | None = None) -> None:
        self.backend = backend  # None: the one in the settings
        self.connection: Any = backends.connection(backend)

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def deliver(self, mail: Mail) -> ServerAnswer:
        """Each attempt that fails leaves a line in the log: without the address, and without any word of the mail."""
        try:
            message = message_of(mail)
            message.message()
        except Exception as error:  # it can't even be written down, such as an impossible header
            return self._cant_be_written(mail, error)
        answer = self._hand_over(message)
        if answer.result != "sent":
            said = without_address(answer.text, mail.to)
            log.warning("mail_not_sent", mail=mail.pk, kind=mail.kind, result=answer.result, answer=said)
        return answer

    def _cant_be_written(self, mail: Mail, error: Exception) -> ServerAnswer:
        """The log names the error and not its words, which may quote the mail."""
        log.warning("mail_cant_be_written", mail=mail.pk, kind=mail.kind, error=type(error).__name__)
        return ServerAnswer("refused", CANT_BE_WRITTEN, was_asked=False)

    def _hand_over(self, message: "Message") -> ServerAnswer:
        try:
            self.connection.open()
        except Exception as error:
            self._hang_up()
            return ServerAnswer("unreachable", self._without_password(_text(error)))
        try:
            self.connection.send_messages([message])
        except Exception as error:
            answer = _answer(error)
            if answer.result == "trouble":
                self._hang_up()
            return answer
        return ServerAnswer("sent", getattr(self.connection, "said", ""))

    def _without_password(self, text: str) -> str:
        """Some servers repeat what they were sent."""
        password = getattr(self.connection, "password", "")
        return text.replace(password, "…") if password else text

    def _hang_up(self) -> None:
        try:
            self.connection.close()
        except Exception:  # it is gone already
            self.connection = backends.connection(self.backend)


class Message(EmailMultiAlternatives):
    """Written down once: before it is sent, so that what can't be written isn't taken for the server's trouble."""

    def message(self, **how: Any) -> Any:
        """`how`: from Django 6 on the SMTP backend names a policy of its own, with other line ends."""
        written = vars(self).setdefault("_written", {})
        key = tuple(how.items())
        if key not in written:
            written[key] = super().message(**how)
            if written[key].is_multipart():  # left alone, it would be searched for in the text each time
                written[key].set_boundary(f"part-{uuid.uuid4().hex}")
        return written[key]


def message_of(mail: Mail) -> Message:
    name = cleaning.line(mail.recipient.name) if mail.recipient else ""
    message = Message(
        cleaning.line(mail.subject),
        mail.text,
        mailboxes.header_of(settings.DEFAULT_FROM_EMAIL),
        [formataddr((name, mailboxes.ascii_of(mail.to)))],
        headers={**mail.headers, "Message-ID": mail.message_id},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar and "ics" in mail.calendar:
        _invite(message, mail.calendar["method"], mail.calendar["ics"])
    return message


def _invite(message: Message, method: str, ics: str) -> None:
    """Twice, as mail programs want it: beside the text to be understood, and as a file to be opened."""
    message.attach_alternative(ics, f"text/calendar; method={method}; charset=utf-8")
    message.attach("invite.ics", ics.encode(), "application/ics")


def without_address(answer: str, address: str) -> str:
    """What a server said, for a log: whom it was about is in the mail log, for those who may read it."""
    for written in filter(None, (address, _as_sent(address))):
        answer = answer.replace(written, "(its address)")
    return answer


def _as_sent(address: str) -> str:
    try:
        return mailboxes.ascii_of(address)
    except UnicodeError:
        return ""


def _answer(error: Exception) -> ServerAnswer:
    """Permanent is what the server says about this recipient or this content; the rest is the installation's."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()))
            line = _line(code, text)
            return ServerAnswer(_by_code(code), line, bool(NO_SUCH_ADDRESS.match(line) or NO_MAILBOX.match(line)))
        case smtplib.SMTPDataError():
            line = _line(error.smtp_code, error.smtp_error)
            return ServerAnswer(_by_code(error.smtp_code), line, bool(NO_SUCH_ADDRESS.match(line)))
        case smtplib.SMTPSenderRefused() if error.smtp_code != 421:
            return ServerAnswer("later", _line(error.smtp_code, error.smtp_error))
        case AnymailRecipientsRefused():
            return ServerAnswer("refused", _text(error), no_such_address=True)
        case AnymailAPIError() if error.status_code:
            permanent = 400 <= error.status_code < 500 and error.status_code not in TRY_AGAIN
            return ServerAnswer("refused" if permanent else "later", _text(error))
    return ServerAnswer("trouble", _text(error))


def _by_code(code: int) -> AttemptResult:
    if code == 421:  # the server closes the connection
        return "trouble"
    return "refused" if code >= 500 else "later"


def _line(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {words}"[:1000]


def _text(error: Exception) -> str:
    if not isinstance(error, OUTSIDE):
        log.error("mail_not_handed_over", error=type(error).__name__)  # its words may quote the mail
        return HERE
    code = getattr(error, "smtp_code", None)
    if isinstance(code, int):
        return _line(code, getattr(error, "smtp_error", ""))
    return (str(error) or type(error).__name__)[:1000]
