"""Delivering mails to a mail server in another process, against a bare loop over one open connection."""

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from datetime import time
from email.utils import formataddr
from time import perf_counter

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection as database
from django.utils import timezone

from mentoring.notifications.mail_log import showing
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.sending import backends
from mentoring.notifications.sending import sender as sending_sender
from mentoring.notifications.sending.postman import message_of
from mentoring.notifications.writing import composing as writing_composing
from pairings.reminders import planner
from programs.models import Program
from tests import worker
from tests.bench.data import Scale
from tests.bench.figures import Figure
from tests.sink import mailers

SPEED = 0.5
ROUNDS = 4  # by turns, so that a busy machine weighs on both alike
COMPOSED = 1000
MEMORY = (2_000, 20_000)
FLAT = 1.3

QUEUE = """
INSERT INTO notifications_mail (recipient_id, "to", kind, subject, text, html, headers, message_id, program_id, urgent,
                                state, attempts, next_attempt_at, server_answer, created_at)
SELECT 1 + n %% 1000, 'person' || n || '@example.org', 'session_due', %s, %s, %s,
       '{"Auto-Submitted": "auto-generated"}', '<' || gen_random_uuid() || '@bench>', 1, false, 'queued', 0,
       now(), '', now()
FROM generate_series(1, %s) n
"""


class Sink:
    """The mail server: counts what it gets."""

    def __enter__(self) -> "Sink":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self.counts = [int(number) for number in self.process.communicate()[0].split()]


def measure(scale: Scale, mails: int | None = None) -> Iterator[Figure]:
    # No night and no weekend for anybody: the bench must measure the same at any hour.
    Program.objects.update(quiet_from=time(0), quiet_until=time(0), quiet_weekends=False, mail_budget=50)
    yield composing(scale)
    letter = showing.sample(kinds.get("session_due"))
    number = (mails or scale.mails) // ROUNDS
    ready = bare = ours = 0.0
    with Sink() as sink:
        settings.MAILERS = mailers(sink.port)
        for _ in range(ROUNDS):
            ready += ready_made(letter, number, sink.port)
            bare += bare_loop(letter, number)
            ours += delivered(letter, number)
        peaks = [peak(letter, some, sink.port) for some in MEMORY]
    expected = 3 * number * ROUNDS + sum(MEMORY)
    assert sink.counts == [expected, expected], f"{expected} mails were to arrive, {sink.counts} did."
    yield Figure("mails sent as ready-made bytes, nothing else done", number * ROUNDS / ready, "mails/s")
    yield Figure("mails sent in a bare loop over one open connection", number * ROUNDS / bare, "mails/s")
    yield Figure("mails delivered: claimed, written, sent, recorded", number * ROUNDS / ours, "mails/s")
    yield Figure("delivering, to the bare loop", bare / ours, "× its speed", SPEED, "at least")
    yield Figure("delivering, to sending ready-made bytes", ready / ours, "× its speed")
    few, many = MEMORY
    yield Figure(f"memory of a worker at its most, {few:,} mails", peaks[0] / 1024, "MB")
    yield Figure(f"memory of a worker at its most, {many:,} mails", peaks[1] / 1024, "MB")
    yield Figure("memory for many mails, to that for few", peaks[1] / peaks[0], "×", FLAT)


def peak(letter, number: int, port: int) -> int:
    """Kilobytes that a real worker needs at its most to deliver so many."""
    queue(letter, number)
    process = worker.start(port, "--peak", stdout=subprocess.PIPE, text=True)
    said, _ = process.communicate()
    assert not Mail.objects.queued().exists()
    return int(said)


def taken(letter, number: int) -> list[Mail]:
    queue(letter, number)
    mails = list(Mail.objects.queued().select_related("recipient"))
    Mail.objects.queued().delete()
    return mails


def bare_loop(letter, number: int) -> float:
    """Django's own mail over one open connection: no database, nothing claimed, nothing recorded."""
    mails = taken(letter, number)
    connection = backends.connection()
    started = perf_counter()
    connection.open()
    for mail in mails:
        to = formataddr((mail.recipient.name, mail.to))
        headers = {**mail.headers, "Message-ID": mail.message_id}
        message = EmailMultiAlternatives(mail.subject, mail.text, "mentoring@testserver", [to], headers=headers)
        message.attach_alternative(mail.html, "text/html")
        connection.send_messages([message])
    connection.close()
    return perf_counter() - started


def ready_made(letter, number: int, port: int) -> float:
    """What the mail server alone makes possible."""
    ready = [(mail.to, message_of(mail).message().as_bytes(linesep="\r\n")) for mail in taken(letter, number)]
    server = smtplib.SMTP("127.0.0.1", port)
    started = perf_counter()
    for to, message in ready:
        server.sendmail("mentoring@testserver", [to], message)
    elapsed = perf_counter() - started
    server.quit()
    return elapsed


def delivered(letter, number: int) -> float:
    queue(letter, number)
    started = perf_counter()
    sent = sending_sender.send(timezone.now())
    elapsed = perf_counter() - started
    assert sent == number
    return elapsed


def queue(letter, number: int) -> None:
    with database.cursor() as cursor:
        cursor.execute(QUEUE, [letter.subject, letter.text, letter.html, number])


def composing(scale: Scale) -> Figure:
    """Notifications that become mails: re-checked, rendered, written."""
    now = timezone.now()
    planner.plan(now)
    Notification.objects.planned().update(due_at=now)
    started = perf_counter()
    composed = writing_composing.compose(now, limit=COMPOSED)
    elapsed = perf_counter() - started
    written = Mail.objects.queued().count()
    assert written, "No notification became a mail."
    Mail.objects.queued().delete()
    Notification.objects.planned().delete()  # the worker whose memory is measured would compose the others
    return Figure("notifications composed into mails, one worker", composed / elapsed, "per second")
