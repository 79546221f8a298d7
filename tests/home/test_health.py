"""/health: JSON for machines, a page for administrators, an answer whatever is broken."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from mentoring.home import health
from mentoring.notifications.planning.models import Mail, new_message_id
from mentoring.notifications.sending import heartbeat

HEALTHY = {
    "database": "ok",
    "migrations": "ok",
    "mail": "ok",
    "broker": "ok",
    "beat": "ok",
    "mail_server": "ok",
}


@pytest.fixture
def beating():
    heartbeat.beat(timezone.now())
    yield
    cache.delete(heartbeat.KEY)


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
    with django_assert_num_queries(3):
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


def test_a_beat_is_unknown_before_the_first_ok_and_degraded_when_it_stops():
    cache.delete(heartbeat.KEY)
    assert detail(health.beat) == ("unknown", "No beat seen yet; it comes within a minute.")
    heartbeat.beat(timezone.now() - timedelta(minutes=3))
    assert detail(health.beat) == ("ok", "Last beat 3\xa0minutes ago")
    heartbeat.beat(timezone.now() - timedelta(minutes=5))
    assert detail(health.beat) == ("degraded", "Last beat 5\xa0minutes ago")
    cache.delete(heartbeat.KEY)


def test_without_the_broker_the_beat_is_unknown_and_the_rest_answers(db, client, settings):
    settings.REDIS_URL = "redis://:secret@127.0.0.1:1/0"
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {**HEALTHY, "broker": "degraded", "beat": "unknown"}


def test_a_migration_that_was_not_applied_is_told(db):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).record_unapplied("goals", "0001_initial")
    assert detail(health.migrations) == ("degraded", "1 not up to date: run manage.py migrate.")


def test_without_the_database_it_still_answers_and_asks_only_once(client, beating, django_db_blocker, monkeypatch):
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
        answer = client.get("/health", headers={"Accept": "text/html"})
        connection.close()
    assert answer.status_code == 503
    assert answer.json()["parts"] == {**HEALTHY, "database": "degraded", "migrations": "unknown", "mail": "unknown"}


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
def test_others_get_what_machines_get(beating, cast, sign_in, part):
    answer = sign_in(getattr(cast, part)).get("/health", headers={"Accept": "text/html"})
    assert answer.json() == {"status": "ok", "parts": HEALTHY}
