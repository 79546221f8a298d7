"""Figures for Prometheus: for who brings the token, right whichever process answers, and there whatever is down."""

import re
import time
from datetime import timedelta

import pytest
import redis
from django.conf import settings as of_the_installation
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import mentoring
from mentoring.home.probe import Probe
from mentoring.notifications.planning.models import Mail, Notification, new_message_id
from mentoring.notifications.sending import heartbeat
from mentoring.watching import counting, exposition, figures
from mentoring.watching.figures import Figures

TOKEN = {"Authorization": "Bearer a-long-random-token"}
LINE = re.compile(r"^(mentoring_\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def read_anew(monkeypatch):
    """No test gets what another one has read, or the answer to its question."""
    monkeypatch.setattr(figures, "_until", 0.0)
    for name in ("_database", "_broker"):
        monkeypatch.setattr(figures, name, Probe(name))


@pytest.fixture
def with_token(settings):
    settings.METRICS_TOKEN = TOKEN["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def nothing_asked(monkeypatch):
    monkeypatch.setattr(figures, "_read", Figures)


def numbers(text: bytes | str) -> dict[str, float]:
    said = text.decode() if isinstance(text, bytes) else text
    return {f"{name}{{{labels}}}" if labels else name: float(value) for name, labels, value in LINE.findall(said)}


def test_they_are_for_who_brings_the_token(client, with_token, nothing_asked):
    answer = client.get("/metrics", headers=TOKEN)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert f'version="{mentoring.__version__}"' in answer.content.decode()


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", "Bearer another", "Basic a-long-random-token", "Bearer é"])
def test_for_everybody_else_there_is_no_such_address(db, client, with_token, sent):
    answer = client.get("/metrics", headers={"Authorization": sent} if sent else {})
    assert answer.status_code == client.get("/no-such-address").status_code == 404
    assert b"mentoring_up" not in answer.content


@pytest.mark.parametrize(
    ("site", "proxies", "comes_from", "headers", "status"),
    [
        ("localhost", 0, "127.0.0.1", {}, 200),
        ("127.0.0.1", 0, "::1", {}, 200),
        ("mentoring.example.org", 1, "127.0.0.1", {}, 200),
        ("mentoring.example.org", 1, "127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, 404),
        ("mentoring.example.org", 1, "127.0.0.1", {"Forwarded": "for=192.0.2.1"}, 404),
        ("localhost", 0, "127.0.0.1", {"X-Real-Ip": "127.0.0.1"}, 404),
        ("localhost", 0, "127.0.0.1", {"Via": "1.1 proxy"}, 404),
        ("mentoring.example.org", 0, "127.0.0.1", {}, 404),
        ("localhost", 0, "192.0.2.1", {}, 404),
        ("localhost", 0, "", {}, 404),
    ],
    ids=[
        "this machine",
        "by IPv6",
        "past the proxy",
        "through the proxy",
        "through another kind of proxy",
        "a proxy that nobody told us of",
        "one that names nobody",
        "perhaps one that adds nothing at all",
        "another machine",
        "nobody knows from where",
    ],
)
def test_without_a_token_they_are_for_this_machine_alone(
    db, client, settings, nothing_asked, site, proxies, comes_from, headers, status
):
    settings.METRICS_TOKEN, settings.SITE_HOST, settings.ALLAUTH_TRUSTED_PROXY_COUNT = "", site, proxies
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=comes_from).status_code == status


def test_a_machine_needs_neither_our_host_nor_https(client, settings, with_token, nothing_asked):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/metrics", headers=TOKEN | {"host": "10.0.0.7:8000"}).status_code == 200


def test_requests_are_counted_by_names_of_ours_alone(db, client, rf, sign_in, cast, with_token):
    def counted() -> dict[str, float]:
        return {name: value for name, value in numbers(exposition.text()).items() if name.startswith("mentoring_req")}

    before = counted()
    browser = sign_in(cast.mentor)
    browser.get(f"/programs/{cast.program.pk}/")
    browser.get("/join/secret-token/?q=secret-query")
    browser.get("/secret-address/")
    browser.generic("SECRETMETHOD", "/inbox/")
    browser.get("/static/css/no-such-secret.css")
    counting.turned_away("POST", 503)

    after = counted()
    new = {name: value - before.get(name, 0) for name, value in after.items() if "_total{" in name}
    assert {name.partition("{")[2]: count for name, count in new.items() if count} == {
        'method="GET",route="join",status="4xx"}': 1,
        'method="GET",route="program",status="2xx"}': 1,
        'method="GET",route="(none)",status="4xx"}': 1,
        'method="GET",route="(static)",status="4xx"}': 1,
        'method="other",route="inbox",status="4xx"}': 1,
        'method="POST",route="(gate)",status="5xx"}': 1,
    }
    assert "secret" not in str(after).lower()
    assert after['mentoring_request_seconds_count{route="join"}'] >= 1


def notify(cast, number: int, moment, *, due: timedelta, state: str) -> None:
    open_ = state in (Notification.State.PLANNED, Notification.State.FOLDED)
    Notification.objects.create(
        key=f"n{number}",
        recipient=cast.mentor,
        kind="session_late",
        due_at=moment - due,
        state=state,
        decided_at=None if open_ else moment,
    )


def write_mail(state: str, moment, *, ago: timedelta) -> None:
    Mail.objects.create(
        to="a@example.org",
        kind="invitation",
        subject="Hello",
        text="Hello",
        message_id=new_message_id("example.org"),
        state=state,
        created_at=moment - ago,
        sent_at=moment if state == Mail.State.SENT else None,
    )


def test_what_waits_is_told_in_seconds_and_numbers(cast, django_assert_num_queries):
    now = timezone.now()
    heartbeat.beat(now - timedelta(seconds=30))
    notify(cast, 1, now, due=timedelta(minutes=5), state=Notification.State.PLANNED)
    notify(cast, 2, now, due=timedelta(minutes=9), state=Notification.State.FOLDED)
    notify(cast, 3, now, due=timedelta(hours=-1), state=Notification.State.PLANNED)
    notify(cast, 4, now, due=timedelta(hours=1), state=Notification.State.DELIVERED)
    write_mail(Mail.State.QUEUED, now, ago=timedelta(minutes=7))
    write_mail(Mail.State.SENT, now, ago=timedelta(hours=23))
    write_mail(Mail.State.FAILED, now, ago=timedelta(hours=1))
    write_mail(Mail.State.SENT, now, ago=timedelta(hours=25))

    found = Figures()
    with django_assert_num_queries(7):
        figures.read_database(found, now=now)
    assert found.up["database"]
    assert found.values == {
        "beat_age_seconds": 30,
        "due_notifications": 2,
        "oldest_due_notification_seconds": 9 * 60,
        "waiting_emails": 1,
        "oldest_waiting_email_seconds": 7 * 60,
    }
    assert found.mails == {"queued": 1, "sending": 0, "sent": 1, "failed": 1, "withdrawn": 0}


def test_no_question_reads_a_whole_table(db):
    with CaptureQueriesContext(connection) as asked:
        figures.read_database(Figures(), now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # with a few rows a planner reads them all
        plans = []
        for query in asked.captured_queries:
            cursor.execute("EXPLAIN " + query["sql"])
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    assert len(plans) == 7
    assert [plan for plan in plans if "Seq Scan" in plan] == []


@pytest.mark.parametrize("prefix", ["", "other-"])
def test_the_queue_is_the_one_that_the_workers_read(monkeypatch, prefix):
    from mentoring.celery import app

    monkeypatch.setitem(app.conf, "broker_transport_options", {"global_keyprefix": prefix})
    with redis.Redis.from_url(of_the_installation.REDIS_URL) as broker:
        before = Figures()
        figures.read_broker(before)
        broker.rpush(f"{prefix}{app.conf.task_default_queue}", "x", "y")
        broker.hset(f"{prefix}unacked", "x", "1")
        found = Figures()
        figures.read_broker(found)
        broker.ltrim(f"{prefix}{app.conf.task_default_queue}", 0, -3)
        broker.hdel(f"{prefix}unacked", "x")
    assert found.up["redis"]
    more = {name: found.values[name] - before.values[name] for name in found.values}
    assert more == {"queued_tasks": 2, "taken_tasks": 1}


@pytest.mark.django_db(transaction=True)
def test_all_of_it_is_said(client, with_token):
    heartbeat.beat(timezone.now())
    said = numbers(client.get("/metrics", headers=TOKEN).content)
    assert (said['mentoring_up{part="database"}'], said['mentoring_up{part="redis"}']) == (1, 1)
    assert {f"mentoring_{name}" for name in exposition.FIGURES} <= set(said)
    assert said['mentoring_emails_of_a_day{fate="failed"}'] == 0


def test_it_answers_within_two_seconds_when_everything_hangs(client, frozen, settings, with_token):
    frozen.frozen.set()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    for _ in range(2):
        said = numbers(client.get("/metrics", headers=TOKEN).content)
        assert (said['mentoring_up{part="database"}'], said['mentoring_up{part="redis"}']) == (0, 0)
        assert "mentoring_waiting_emails" not in said
    assert figures.DATABASE_SECONDS + figures.BROKER_SECONDS < 2


def test_the_questions_are_asked_again_only_after_some_seconds(client, with_token, monkeypatch):
    asked = []
    monkeypatch.setattr(figures, "_read", lambda: asked.append(1) or Figures())
    now = [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    for passed in (0, figures.FRESH_SECONDS - 1, 2):
        now[0] += passed
        client.get("/metrics", headers=TOKEN)
    assert len(asked) == 2
