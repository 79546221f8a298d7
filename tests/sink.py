"""A real SMTP server that keeps what it gets, and can be told to refuse, to be busy, to be slow or to hang.

Inside a test: `with Sink() as sink: …`. As its own process: `python -m tests.sink` prints its port, takes mail until
its standard input ends, then prints how many mails it got and how many different ones.
"""

import asyncio
import email
import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult


def mailers(port: int, *, timeout: float = 5, **more: object) -> dict:
    """settings.MAILERS for the server at that port."""
    options = {"host": "127.0.0.1", "port": port, "timeout": timeout, **more}
    return {"default": {"BACKEND": "mentoring.notifications.sending.backends.Smtp", "OPTIONS": options}}


@dataclass
class Sink:
    refused: dict[str, str] = field(default_factory=dict)  # address → the answer to RCPT
    answer: str = ""  # the answer to DATA, instead of taking the mail
    sender_answer: str = ""  # the answer to MAIL FROM
    seconds: float = 0  # it takes so long over each mail
    hangs: bool = False  # takes the mail and never answers
    closes_after: int = 0  # so many mails per connection, then "421"
    on_recipient: Callable[["Sink"], None] | None = None
    on_message: Callable[["Sink"], None] | None = None  # after the mail was kept, before it is answered
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[list[str]] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    tls: str = ""  # "starttls": only after it; "tls": from the first byte
    certificate: ssl.SSLContext | None = None
    password: str = ""  # who signs in has to know it

    # What was kept
    def counts(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(mail["Message-ID"] for mail in self.mails)

    def duplicates(self) -> int:
        return len(self.mails) - len(self.counts())

    def wait_for(self, number: int, seconds: float = 20) -> None:
        until = time.monotonic() + seconds
        while len(self.mails) < number:
            assert time.monotonic() < until, f"{len(self.mails)} of {number} mails came"
            time.sleep(0.005)

    # What aiosmtpd calls
    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        taken = getattr(session, "taken", 0)
        if self.closes_after and taken >= self.closes_after:
            return "421 4.7.0 Too many mails on one connection"
        if self.sender_answer:
            return self.sender_answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.on_recipient:
            self.on_recipient(self)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if self.answer:
            return self.answer
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        self.envelopes.append(list(envelope.rcpt_tos))
        session.taken = getattr(session, "taken", 0) + 1
        if self.on_message:
            self.on_message(self)
        if self.hangs:
            await asyncio.sleep(3600)
        return "250 OK"

    # Start and stop
    def __enter__(self) -> "Sink":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        ready = threading.Event()
        self._loop.call_soon(lambda: self._loop.create_task(self._listen(ready)))
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _connect(self) -> SMTP:
        self.connections += 1
        begins = {"tls_context": self.certificate, "require_starttls": True} if self.tls == "starttls" else {}
        asks = {"authenticator": self._knows, "auth_require_tls": False} if self.password else {}
        return SMTP(self, hostname="sink", enable_SMTPUTF8=True, loop=self._loop, **begins, **asks)

    def _knows(self, server, session, envelope, mechanism, data) -> AuthResult:
        return AuthResult(success=data.password == self.password.encode(), handled=False)

    async def _listen(self, ready: threading.Event) -> None:
        self._server = await self._loop.create_server(
            self._connect, "127.0.0.1", self.port, ssl=self.certificate if self.tls == "tls" else None
        )
        self.port = self._server.sockets[0].getsockname()[1]
        ready.set()

    async def _close(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class Counting:
    """Counts and forgets: the bench's far end must not be what is measured."""

    def __init__(self) -> None:
        self.number = 0
        self.ids: set[bytes] = set()

    async def handle_DATA(self, server, session, envelope):
        self.number += 1
        start = envelope.content.find(b"\r\nMessage-ID: ")
        self.ids.add(envelope.content[start + 14 : envelope.content.find(b"\r\n", start + 14)])
        return "250 OK"


def main() -> None:
    counting, loop = Counting(), asyncio.new_event_loop()

    async def serve() -> None:
        server = await loop.create_server(lambda: SMTP(counting, hostname="sink", loop=loop), "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
        await loop.run_in_executor(None, sys.stdin.read)
        print(counting.number, len(counting.ids), flush=True)  # noqa: T201

    loop.run_until_complete(serve())


if __name__ == "__main__":
    main()
