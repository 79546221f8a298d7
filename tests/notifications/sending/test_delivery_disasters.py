"""Two of everything, killed, emptied, restarted, days late: what is promised holds (docs/reminders.md)."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
from django.db import connection
from django.utils import timezone

from mentoring.embedded import postgres, valkey
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.sending import sender as sending_sender
from mentoring.notifications.wishes.models import RefusedAddress
from mentoring.notifications.wishes.pace import Quiet
from mentoring.notifications.writing import composing as writing_composing
from pairings.models import Pairing, Touchpoint
from pairings.reminders import planner
from programs.models import Membership
from tests import cluster, factories, worker
from tests.embedded.test_embedded_runner import folder_that_may_be_passed
from tests.notifications.sending.test_delivery_workers import at_once
from tests.notifications.writing.test_delivery_cadence import at
from tests.sentences import TOO_LATE
from tests.sink import Sink
from tests.telling import outcome, paced, queue, states, tell

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
QUARTER = timedelta(minutes=15)
ELEVEN = timedelta(minutes=11)


# Two at once
@pytest.fixture
def journey(cast, note):
    """A session of the cast's pair, due on Tuesday, with a reminder of both on that day."""
    cast.program.starts_on, cast.program.ends_on = date(2026, 9, 1), date(2027, 8, 31)
    cast.program.save()
    Pairing.objects.update(started_on=date(2026, 11, 10), ends_on=date(2027, 8, 31))
    step = factories.StepFactory(program=cast.program)
    factories.RungFactory(step=step, offset_days=0, audience="both")
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=date(2026, 11, 24))


def test_two_beats_and_two_planners_at_once_plan_and_tell_everything_once(cast, journey):
    for _ in range(20):
        days = {"started_on": date(2026, 11, 10), "ends_on": date(2027, 8, 31)}
        pairing = factories.PairingFactory(program=cast.program, **days)
        factories.TouchpointFactory(pairing=pairing, step=journey.step, due_on=journey.due_on)
    now = at(24)

    def beat() -> int:
        planner.plan(now)
        return writing_composing.compose(now)

    at_once(3, beat)
    rows = list(Notification.objects.order_by("key").values_list("key", "state", "due_at"))
    at_once(2, beat)
    assert list(Notification.objects.order_by("key").values_list("key", "state", "due_at")) == rows
    assert Counter(state for _, state, _ in rows) == {"delivered": 42}
    assert Mail.objects.count() == len(set(Mail.objects.values_list("notification", flat=True))) == 42


def test_two_workers_at_once_overrun_nobodys_budget_and_nobodys_night(cast, note, monkeypatch):
    paced(monkeypatch, quiet=Quiet(), budget=3)
    monkeypatch.setattr("mentoring.notifications.writing.composing.BATCH", 7)
    people = [cast.mentee, cast.mentor, cast.coordinator]
    for n in range(12):
        for person in people:
            tell(person, f"{person.pk}-{n}", due_at=at(24))
    far = factories.UserFactory(time_zone="America/New_York")
    tell(far, "far", due_at=at(24))

    def work() -> int:
        return sum(writing_composing.compose(at(24)) for _ in range(10))

    at_once(3, work)
    assert Counter(Mail.objects.values_list("recipient", flat=True)) == {person.pk: 3 for person in people}
    assert Counter(Notification.objects.values_list("state", flat=True)) == {"delivered": 9, "folded": 27, "planned": 1}


# Days late
def test_after_three_days_without_beat_what_is_still_of_use_goes_once_and_nobody_gets_a_burst(
    cast, note, sink, monkeypatch
):
    paced(monkeypatch, quiet=Quiet(), budget=3)
    due = [at(23), at(24), at(25), at(25, "15:00"), at(26), at(26), at(26, "09:01")]
    rows = [tell(cast.mentee, str(n), due_at=moment, word=str(n)) for n, moment in enumerate(due)]
    for minutes in range(3):  # the worker is back on Thursday at five past nine
        now = at(26, "09:05") + timedelta(minutes=minutes)
        writing_composing.compose(now)
        sending_sender.send(now)
    assert [outcome(row)[0] for row in rows] == ["missed"] * 2 + ["delivered"] * 3 + ["folded"] * 2
    assert outcome(rows[0])[1] == TOO_LATE  # to be seen on the page of the person
    assert [mail["Subject"] for mail in sink.mails] == ["A note: 2", "A note: 3", "A note: 4"]
    writing_composing.compose(at(30))
    sending_sender.send(at(30))
    assert [mail["Subject"] for mail in sink.mails][3:] == ["2 things for you"]
    assert [outcome(row)[0] for row in rows[5:]] == ["delivered"] * 2
    assert sink.duplicates() == 0


# True at delivery
CHANGES = {
    "done": lambda cast, touchpoint: Touchpoint.objects.filter(pk=touchpoint.pk).update(
        state="done", done_on=touchpoint.due_on, done_at=at(24)
    ),
    "skipped": lambda cast, touchpoint: Touchpoint.objects.filter(pk=touchpoint.pk).update(state="skipped"),
    "ended": lambda cast, touchpoint: Pairing.objects.filter(pk=touchpoint.pairing_id).update(
        state="ended", ended_on=touchpoint.due_on, ending="planned"
    ),
    "paused": lambda cast, touchpoint: Pairing.objects.filter(pk=touchpoint.pairing_id).update(
        state="paused", paused_on=touchpoint.due_on, returns_on=touchpoint.due_on + timedelta(days=9)
    ),
    "left": lambda cast, touchpoint: Membership.objects.filter(program=cast.program).update(state="left"),
    "closed": lambda cast, touchpoint: type(cast.mentee).objects.update(is_active=False),
}
SAYS = {
    "done": "done",
    "skipped": "skipped",
    "ended": "ended",
    "paused": "paused",
    "left": "no longer takes part",
    "closed": "account is closed",
}


@pytest.mark.parametrize("waits", [False, True], ids=["before it is composed", "while its mail waits"])
@pytest.mark.parametrize("change", CHANGES)
def test_what_is_no_longer_true_between_planning_and_sending_stays_unsent(cast, journey, sink, change, waits):
    planner.plan(at(24))
    if waits:
        writing_composing.compose(at(24))
        assert states() == {"queued": 2}
    CHANGES[change](cast, journey)
    now = at(24) + QUARTER
    writing_composing.compose(now)
    sending_sender.send(now)
    assert sink.mails == []
    found = set(Notification.objects.values_list("state", "reason"))
    assert {state for state, _ in found} == {"suppressed"}
    assert [reason for _, reason in found if SAYS[change] not in reason] == []
    assert states() == ({"withdrawn": 2} if waits else {})


@pytest.mark.parametrize("waits", [False, True], ids=["before it is composed", "while its mail waits"])
def test_an_address_that_bounced_between_planning_and_sending_gets_nothing(cast, journey, sink, waits):
    planner.plan(at(24))
    if waits:
        writing_composing.compose(at(24))
    RefusedAddress.objects.create(address=cast.mentee.email, answer="550 5.1.1 Gone", refused_at=at(24))
    writing_composing.compose(at(24) + QUARTER)
    sending_sender.send(at(24) + QUARTER)
    assert [mail["To"].addresses[0].addr_spec for mail in sink.mails] == [cast.mentor.email]
    told = Notification.objects.get(recipient=cast.mentee)
    reason = "In the app only: their address refuses mail: 550 5.1.1 Gone"
    assert (told.state, told.reason, told.in_app) == ("delivered", reason, True)


# Killed
@pytest.mark.processes
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_workers_killed_at_random_moments_lose_nothing_and_double_only_what_was_in_flight(cast, sink, seed):
    chance = random.Random(seed)
    for n in range(60):
        tell(
            cast.mentee,
            f"key-{n}",
            kind="pairing_started",
            pairing=cast.pairing.pk,
            membership=cast.mentee_in.pk,
        )
    sink.seconds = 0.005
    kills = 0
    for _ in range(4):
        victim = worker.start(sink.port)
        before, mails = time.monotonic(), len(sink.mails)
        while len(sink.mails) == mails and victim.poll() is None and time.monotonic() - before < 30:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.15)
        if victim.poll() is None:
            os.kill(victim.pid, signal.SIGKILL)
            kills += 1
        victim.wait(30)
        Mail.objects.filter(state="sending").update(claimed_at=timezone.now() - ELEVEN)
        sending_sender.reap(timezone.now())
    assert worker.start(sink.port).wait(60) == 0
    assert kills >= 1
    assert (states(), Notification.objects.filter(state="delivered").count()) == ({"sent": 60}, 60)
    assert set(sink.counts()) == set(Mail.objects.values_list("message_id", flat=True))
    assert sink.duplicates() <= kills


# The servers around it
CAUGHT = {"capture_output": True, "check": True}


@pytest.fixture
def own_server():
    """A database server to be stopped and killed, which writes to the disk like in production, with 120 mails."""
    with folder_that_may_be_passed() as folder:
        yield from queued_at(folder / "postgres")


def queued_at(data: Path) -> Iterator[Path]:
    url = postgres.start(data)
    try:
        tables = subprocess.run([postgres.BIN / "pg_dump", cluster.url_of(connection.settings_dict["NAME"])], **CAUGHT)
        subprocess.run([postgres.BIN / "psql", "--set=ON_ERROR_STOP=1", url], input=tables.stdout, **CAUGHT)
        with psycopg.connect(url, autocommit=True) as there:
            there.execute(QUEUE)
        yield data
    finally:
        postgres.stop(data)


def crash(data: Path) -> None:
    """Like a power cut: no process of the server gets to say anything."""
    server = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
    for process in [server, *server.children()]:
        process.kill()


# What went before the mail in flight is on disk: of a mail's content nothing goes before.
@pytest.mark.processes
@pytest.mark.parametrize("stop", [postgres.stop, crash])
def test_a_database_that_goes_away_in_the_middle_doubles_the_mail_in_flight_alone(own_server, stop):
    with Sink() as sink:
        gone = threading.Event()

        def go(_: Sink) -> None:
            if len(sink.mails) == 47 and not gone.is_set():
                gone.set()
                stop(own_server)

        sink.on_message = go
        environment = {**os.environ, **worker.environment(sink.port), "DATABASE_URL": postgres.url(own_server)}
        command = [sys.executable, "-m", "tests.worker", "--reap"]
        first = subprocess.run(command, env=environment, stderr=subprocess.DEVNULL, check=False)
        assert (first.returncode, len(sink.mails)) == (1, 47)
        with psycopg.connect(postgres.start(own_server), autocommit=True) as there:
            there.execute(AGED)
        assert subprocess.run(command, env=environment, check=False).returncode == 0
        with psycopg.connect(postgres.url(own_server), autocommit=True) as there:
            assert there.execute("SELECT DISTINCT state FROM notifications_mail").fetchall() == [("sent",)]
        assert len(sink.counts()) == 120
        assert sink.duplicates() == 1


AGED = "UPDATE notifications_mail SET claimed_at = now() - interval '11 minutes' WHERE claim IS NOT NULL"
QUEUE = """
INSERT INTO notifications_mail ("to", kind, subject, text, html, headers, message_id, urgent, state, attempts,
                                next_attempt_at, server_answer, created_at)
SELECT 'reader' || n || '@example.org', 'test_note', 'Mail ' || n, 'Hello.', '<p>Hello</p>', '{}',
       '<' || n || '@crash>', false, 'queued', 0, now(), '', now()
FROM generate_series(1, 120) n
"""


@pytest.fixture
def celery(tmp_path, sink):
    """A real worker and a real beat that ticks every second, with a broker of their own."""
    broker = valkey.start(tmp_path / "broker")
    environment = {**os.environ, **worker.environment(sink.port), "REDIS_URL": broker, "TICK_SECONDS": "1"}
    celery = [sys.executable, "-m", "celery", "-A", "mentoring"]
    quiet = {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [
        subprocess.Popen([*celery, "worker", "-c", "1", "-P", "solo"], **quiet),
        subprocess.Popen([*celery, "beat", "-s", str(tmp_path / "schedule")], **quiet),
    ]
    try:
        yield broker
    finally:
        for process in processes:
            process.kill()
            process.wait(10)
        valkey.stop(tmp_path / "broker")


@pytest.mark.processes
def test_a_broker_that_is_emptied_and_stopped_in_the_middle_loses_nothing(celery, sink, tmp_path):
    sink.seconds = 0.01
    queue(150)
    sink.wait_for(20, seconds=60)
    client = redis.Redis.from_url(celery)
    client.flushall()
    queue(50, to="after@example.org")
    sink.wait_for(170, seconds=60)
    valkey.stop(tmp_path / "broker")
    queue(50, to="without@example.org")
    valkey.start(tmp_path / "broker")
    client.flushall()
    client.close()
    sink.wait_for(250, seconds=90)
    until = time.monotonic() + 20
    while states() != {"sent": 250} and time.monotonic() < until:
        time.sleep(0.05)
    assert (states(), sink.duplicates()) == ({"sent": 250}, 0)
    connection.close()
