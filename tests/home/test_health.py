"""/health: JSON for machines, a page for administrators, an answer whatever is broken."""

import socket
from datetime import timedelta

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from mentoring.home import health
from mentoring.home.probe import Probe
from mentoring.notifications.planning.models import Mail, new_message_id
from mentoring.notifications.sending import heartbeat, last_answer
from mentoring.notifications.sending.postman import ServerAnswer
from mentoring.web.middleware import HEALTH_SECONDS

HEALTHY = {
    "database": "ok",
    "migrations": "ok",
    "mail": "ok",
    "broker": "ok",
    "beat": "ok",
    "mail_server": "ok",
}


@pytest.fixture(autouse=True)
def fresh_probes(monkeypatch):
    """No test hears the answer to another one's question."""
    for name in ("_database", "_broker"):
        monkeypatch.setattr(health, name, Probe(name))


@pytest.fixture(autouse=True)
def token(settings) -> dict[str, str]:
    settings.METRICS_TOKEN = "a-long-random-token"
    return {"Authorization": "Bearer a-long-random-token"}


@pytest.fixture
def client(token) -> Client:
    """Of who watches over the installation."""
    return Client(headers=token)


@pytest.fixture
def beating(db):
    heartbeat.beat(timezone.now())
    mail = Mail(to="a@example.org")
    last_answer.keep(ServerAnswer("sent", "250 2.0.0 Ok: queued as 4F3"), mail, now=timezone.now())


def queue_mail(*, minutes_ago: int, state: str = Mail.State.QUEUED) -> None:
    Mail.objects.create(
        to="a@example.org",
        kind="invitation",
        subject="Hello",
        text="Hello",
        message_id=new_message_id("example.org"),
        state=state,
        created_at=timezone.now() - timedelta(minutes=minutes_ago),
        sent_at=timezone.now() if state == Mail.State.SENT else None,
    )


def detail(check) -> tuple[str, str]:
    return check(timezone.now())


def test_a_machine_reads_one_word_for_each_part(beating, db, client, django_assert_num_queries):
    with django_assert_num_queries(4):
        answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "parts": HEALTHY}
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_one_degraded_part_makes_the_answer_503_and_the_others_can_be_asked_alone(beating, db, client, settings):
    settings.HAS_MAIL_SERVER = False
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"status": "degraded", "parts": {**HEALTHY, "mail_server": "degraded"}}
    alone = client.get("/health?only=database,broker")
    assert (alone.status_code, alone.json()) == (200, {"status": "ok", "parts": {"database": "ok", "broker": "ok"}})


def test_a_part_that_does_not_exist_is_refused(client):
    answer = client.get("/health?only=database,weather")
    assert (answer.status_code, answer.json()) == (400, {"error": "No such part: weather"})


def test_mail_that_waits_too_long_is_told_and_mail_of_this_minute_is_not(db):
    queue_mail(minutes_ago=1)
    assert detail(health.mail) == ("ok", "1 waiting, the oldest written 1\xa0minute ago")
    queue_mail(minutes_ago=16)
    queue_mail(minutes_ago=20, state=Mail.State.SENT)
    queue_mail(minutes_ago=20, state=Mail.State.FAILED)
    assert detail(health.mail) == (
        "degraded",
        "2 waiting, the oldest written 16\xa0minutes ago; 1 failed in the last day",
    )


def test_a_beat_is_unknown_before_the_first_ok_and_degraded_when_it_stops(db):
    migrated = MigrationRecorder.Migration.objects.latest("applied").applied
    assert health.beat(migrated + timedelta(minutes=3)) == ("unknown", "No beat seen yet; it comes within a minute.")
    assert health.beat(migrated + timedelta(minutes=5)) == ("degraded", "No beat has ever been seen.")
    heartbeat.beat(timezone.now() - timedelta(minutes=3))
    assert detail(health.beat) == ("ok", "Last beat 3\xa0minutes ago")
    heartbeat.beat(timezone.now() - timedelta(minutes=5))
    assert detail(health.beat) == ("degraded", "Last beat 5\xa0minutes ago")


def test_a_dead_beat_is_seen_although_the_broker_was_emptied(db, client):
    heartbeat.beat(timezone.now() - timedelta(hours=1))
    cache.clear()
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["parts"]["beat"]) == (503, "degraded")


def test_without_the_broker_the_rest_answers(beating, client, settings):
    settings.REDIS_URL = "redis://:secret@127.0.0.1:1/0"
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {**HEALTHY, "broker": "degraded"}


@pytest.fixture
def frozen_broker(settings):
    """It takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.REDIS_URL = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        yield


def test_a_broker_that_hangs_is_told(beating, client, frozen_broker):
    assert client.get("/health").json()["parts"] == {**HEALTHY, "broker": "degraded"}


def test_it_answers_within_two_seconds_when_everything_hangs(client, frozen, frozen_broker, settings):
    """An administrator's browser has a cookie, so its session would be asked for."""
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    frozen.frozen.set()
    silent = dict.fromkeys(("migrations", "mail", "beat", "mail_server"), "unknown")
    silent |= {"database": "degraded", "broker": "degraded"}
    for _ in range(2):
        answer = client.get("/health", headers={"Accept": "text/html"})
        assert answer.json()["parts"] == silent
    assert health.DATABASE_SECONDS + health.BROKER_SECONDS < 2
    assert health.BROKER_SECONDS + HEALTH_SECONDS < 2


@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_locked_is_waited_for_no_longer_than_there_is_time(client):
    heartbeat.beat(timezone.now())
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute(f"LOCK TABLE {Mail._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        answer = client.get("/health")
        connection.close()  # as at the end of a request outside of tests
    assert answer.status_code == 503
    assert answer.json()["parts"] == {**HEALTHY, "mail": "degraded", "beat": "unknown", "mail_server": "unknown"}


def test_a_migration_that_was_not_applied_is_told(db):
    MigrationRecorder(connection).record_unapplied("goals", "0001_initial")
    assert detail(health.migrations) == ("degraded", "1 not up to date: run manage.py migrate.")


def test_without_the_database_it_still_answers_and_asks_only_once(client, django_db_blocker, monkeypatch):
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
        answer = client.get("/health", headers={"Accept": "text/html"})
        connection.close()
    assert answer.status_code == 503
    assert answer.json()["parts"] == {
        **HEALTHY,
        **dict.fromkeys(("migrations", "mail", "beat", "mail_server"), "unknown"),
        "database": "degraded",
    }


def test_an_administrators_browser_gets_the_page_with_details(beating, cast, sign_in):
    page = sign_in(cast.administrator).get("/health", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert page.templates[0].name == "home/health.html"
    assert [(part.title, part.state) for part in page.context["parts"]] == [
        ("Database", "ok"),
        ("Tables", "ok"),
        ("Mail", "ok"),
        ("Broker", "ok"),
        ("Clock and worker", "ok"),
        ("Mail server", "ok"),
    ]
    assert "PostgreSQL 18" in page.content.decode()


@pytest.mark.parametrize("part", ["coordinator", "mentor", "outsider"])
def test_others_hear_whether_it_is_up_and_nothing_more(beating, cast, sign_in, part):
    answer = sign_in(getattr(cast, part)).get("/health", headers={"Accept": "text/html"})
    assert answer.json() == {"status": "ok"}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer another"}, {"X-Forwarded-For": "127.0.0.1"}])
def test_a_stranger_hears_whether_it_is_up_and_nothing_more(beating, settings, headers):
    stranger = Client(headers=headers)
    well = stranger.get("/health")
    assert (well.status_code, well.json()) == (200, {"status": "ok"})
    settings.HAS_MAIL_SERVER = False
    degraded = stranger.get("/health")
    assert (degraded.status_code, degraded.json()) == (503, {"status": "degraded"})


def test_a_stranger_may_ask_whether_pages_can_be_served_and_of_no_other_part(beating, settings):
    settings.HAS_MAIL_SERVER = False
    serving = Client().get("/health?only=database,migrations")
    assert (serving.status_code, serving.json()) == (200, {"status": "ok"})
    for parts in ("mail_server", "database,mail_server", "beat"):
        answer = Client().get(f"/health?only={parts}")
        assert (answer.status_code, answer.json()) == (403, {"error": health.NOT_FOR_STRANGERS})
