"""The jobs: what beat and the web process hand to a worker, and what happens when there is none."""

import socket
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import redis
from django.conf import settings as all_settings
from django.db import transaction
from django.utils import timezone

from mentoring import celery
from mentoring.notifications.planning import outbox, wake
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.sending import heartbeat, tasks
from mentoring.notifications.sending import sender as sending
from tests.ports import free_port
from tests.telling import queue, states, tell

real_delivery = wake.delivery  # conftest replaces it in every test


def test_every_entry_of_the_beat_is_a_task_that_exists():
    """For a worker that has just started: here the other tests have imported the modules by now."""
    knows = "from mentoring.celery import app; app.loader.import_default_modules(); print(*app.tasks)"
    known = subprocess.run([sys.executable, "-c", knows], capture_output=True, text=True, check=True).stdout.split()
    named = {entry["task"] for entry in all_settings.CELERY_BEAT_SCHEDULE.values()}
    assert (named | {wake.TASK}) - set(known) == set()


def test_every_room_with_tasks_is_known_to_the_worker():
    root, apps = all_settings.BASE_DIR, ("mentoring", "programs", "pairings", "goals")
    written = [path.relative_to(root).with_suffix("") for app in apps for path in (root / app).rglob("tasks.py")]
    assert {".".join(path.parts) for path in written} == set(celery.app.conf.imports)


@pytest.mark.django_db
@pytest.mark.usefixtures("note")
def test_the_deliver_job_run_twice_sends_once(cast, sink):
    tell(cast.mentee, "a")
    assert [tasks.deliver(), tasks.deliver()] == [1, 0]
    assert len(sink.mails) == 1


@pytest.mark.django_db
def test_the_reap_job_run_twice_frees_once():
    now = timezone.now() - timedelta(minutes=11)
    queue(2, now=now)
    sending.claim(now, limit=2)
    assert [tasks.reap(), tasks.reap()] == [2, 0]
    assert states() == {"queued": 2}


@pytest.mark.django_db
def test_only_beat_leaves_a_heartbeat():
    tasks.deliver()
    assert heartbeat.last_seen() is None
    before = timezone.now()
    for _ in range(2):
        tasks.deliver(*all_settings.CELERY_BEAT_SCHEDULE["deliver"]["args"])
        assert before <= heartbeat.last_seen() <= timezone.now()


@pytest.fixture
def calls(monkeypatch):
    calls = []
    monkeypatch.setattr("mentoring.notifications.planning.wake.delivery", lambda: calls.append("deliver"))
    return calls


@pytest.mark.django_db
@pytest.mark.usefixtures("note")
def test_an_act_that_tells_many_asks_once_and_only_after_its_commit(cast, calls, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for n in range(5):
            tell(cast.mentee, f"key-{n}")
        outbox.write("new@example.org", "test_note", {"word": "hello"}, now=timezone.now())
        assert calls == []
    assert calls == ["deliver"]


@pytest.mark.django_db
@pytest.mark.usefixtures("note")
def test_what_is_due_later_asks_nobody(cast, calls, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(cast.mentee, "a", due_at=timezone.now() + timedelta(days=1))
    assert calls == []


@pytest.mark.django_db(transaction=True)
def test_a_call_that_died_with_its_savepoint_is_made_again(calls):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            wake.after_commit()
            raise ZeroDivisionError
        wake.after_commit()
    assert calls == ["deliver"]


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_asks_nobody(calls):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        wake.after_commit()
        raise ZeroDivisionError
    assert calls == []


@pytest.fixture
def broker(monkeypatch):
    """`broker(address)`: the application talks to a broker there."""

    def on(address: str) -> None:
        from celery import Celery

        app = Celery("elsewhere", set_as_current=False)
        app.config_from_object("django.conf:settings", namespace="CELERY")
        app.conf.broker_url = address
        monkeypatch.setattr(wake, "app", app)
        monkeypatch.setattr(wake, "_silent_until", 0.0)

    return on


def test_a_broker_that_is_down_costs_one_request_seconds_and_the_next_ones_nothing(broker):
    port = free_port()
    broker(f"redis://127.0.0.1:{port}/0")
    started = time.monotonic()
    real_delivery()
    assert time.monotonic() - started < 4
    for _ in range(100):  # and the next ones nothing at all
        real_delivery()
    assert time.monotonic() - started < 4


def test_a_broker_that_never_answers_is_tried_once_and_not_for_a_second(broker):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        started = time.monotonic()
        real_delivery()
        real_delivery()
        assert time.monotonic() - started < 7
        silent.accept()[0].close()
        silent.setblocking(False)
        with pytest.raises(BlockingIOError):
            silent.accept()
    assert wake.PATIENCE["socket_connect_timeout"] + wake.PATIENCE["socket_timeout"] <= 1


@pytest.mark.django_db
@pytest.mark.usefixtures("note")
def test_a_broker_that_is_down_loses_no_mail(cast, broker, sink, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr("mentoring.notifications.planning.wake.delivery", real_delivery)
    broker("redis://127.0.0.1:1/0")
    with django_capture_on_commit_callbacks(execute=True):
        tell(cast.mentee, "a")
    assert tasks.deliver(by_beat=True) == 1  # the next minute's beat
    assert Mail.objects.get().state == "sent"


def test_a_call_arrives_at_the_broker(broker, settings):
    broker(settings.CELERY_BROKER_URL)
    queue_there = redis.Redis.from_url(settings.REDIS_URL)
    queue_there.delete("mentoring:mentoring")
    real_delivery()
    assert queue_there.llen("mentoring:mentoring") == 1
    queue_there.delete("mentoring:mentoring")
    queue_there.close()
