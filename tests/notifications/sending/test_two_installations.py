"""Two installations that share one Redis: neither takes the other's work, nor sees what the other keeps."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings as django_settings
from django.core.cache.backends.redis import RedisCache

from tests.web.test_web_settings import read  # noqa: F401  # a fixture

ROOT = Path(__file__).resolve().parents[3]
BEAT = "mentoring.notifications.sending.tasks.reap"


@pytest.fixture
def shared():
    """The Redis that both use, emptied of what they leave."""
    with redis.Redis.from_url(django_settings.REDIS_URL, decode_responses=True) as server:
        yield server
        for key in [*server.keys("north:*"), *server.keys("south:*")]:
            server.delete(key)


@pytest.fixture
def installations(read, shared):  # noqa: F811
    """Their settings, and what puts tasks into their queues."""

    def one(prefix: str):
        found = read(REDIS_PREFIX=prefix)
        app = Celery(prefix, set_as_current=False)
        app.config_from_object(found, namespace="CELERY")
        return found, app

    return one("north"), one("south")


def test_neither_sees_what_the_other_keeps(installations, shared):
    def cache(found):
        return RedisCache(found.REDIS_URL, found.CACHES["passing"])

    north, south = (cache(found) for found, _ in installations)
    north.set("organisation", "North")
    assert (north.get("organisation"), south.get("organisation")) == ("North", None)
    south.set("organisation", "South")
    north.delete("organisation")
    assert south.get("organisation") == "South"
    south.delete("organisation")


@pytest.mark.processes
def test_a_worker_takes_the_tasks_of_its_own_installation_alone(installations, shared, db):
    (_, north), (_, south) = installations
    north.send_task(BEAT, ignore_result=True)
    south.send_task(BEAT, ignore_result=True)
    assert (shared.llen("north:north"), shared.llen("south:south")) == (1, 1)

    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "mentoring", "--quiet", "worker", "-P", "solo"],
        cwd=ROOT,
        env={**os.environ, "REDIS_PREFIX": "south"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 120
        while shared.llen("south:south") and time.monotonic() < until:
            assert worker.poll() is None
            time.sleep(0.1)
        assert (shared.llen("north:north"), shared.llen("south:south")) == (1, 0)
        assert north.control.inspect(timeout=1).ping() is None  # and it answers nobody else's questions
        assert len(south.control.inspect(timeout=10, limit=1).ping()) == 1
        keys = {key.partition(":")[0] for key in shared.scan_iter() if "kombu" in key or "unacked" in key}
        assert keys <= {"north", "south", "mentoring"}
    finally:
        worker.terminate()
        worker.wait(30)
        north.close()
        south.close()
