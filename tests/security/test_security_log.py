"""The page on which administrators read it, and how long rows stay."""

import os
import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from celery import current_app
from django.conf import settings as of_the_installation
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.security import actions, tasks
from mentoring.security.models import Event, Happening
from mentoring.web import dates
from tests.factories import UserFactory
from tests.pages import shows

LOG = reverse("security_log")


@pytest.fixture
def reading(cast, sign_in):
    """The administrator's browser, and a log with nothing in it."""
    browser = sign_in(cast.administrator)
    empty()
    return browser


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Event.objects.all().delete()
        cursor.execute("SET session_replication_role = DEFAULT")


def rows_of(browser, **asked) -> list[str]:
    return [sentence for _, sentence in browser.get(LOG, asked).context["events"]]


def write(what, account=None, *, now=None, **more) -> None:
    actions.record(what, account, now=now, **more)


def test_an_administrator_reaches_it_from_the_organisation_and_nobody_else_knows_of_it(cast, sign_in, world):
    shows(sign_in(cast.administrator).get(reverse("organisation")), f'href="{LOG}"')
    for part in ("coordinator", "mentor", "mentee", "outsider"):
        assert sign_in(getattr(cast, part)).get(LOG).status_code == 404


def test_an_empty_log_says_what_will_stand_there(reading):
    shows(reading.get(LOG), "Nothing yet", "0 lines", hides=["<table"])


def test_a_row_says_what_who_when_and_from_where_in_the_readers_time(reading, cast):
    cast.administrator.time_zone = "Asia/Kolkata"
    cast.administrator.save(update_fields=["time_zone"])
    Event.objects.create(
        at=datetime.fromisoformat("2026-03-02T20:00:00Z"),
        what="coordinator_appointed",
        account_id=cast.mentor.pk,
        account_name="Miriam Okafor",
        by_id=cast.coordinator.pk,
        by_name="Cora Lind",
        client="192.0.2.7",
        browser="Firefox on Linux",
        details={"program": "Women in Engineering"},
    )
    shows(
        reading.get(LOG),
        "1 line<",
        "Became coordinator of “Women in Engineering”",
        "by Cora Lind",
        "Miriam Okafor",
        "mentor@example.org",
        f"{dates.day(date(2026, 3, 3))}, 1:30 AM",
        "days ago",
        "192.0.2.7",
        "Firefox on Linux",
    )


def test_newest_first_and_in_pages(reading, cast):
    now = timezone.now()
    for days in range(30):
        write(Happening.SIGNED_OUT, cast.mentor, now=now - timedelta(days=days))
    write(Happening.PASSWORD_SET, cast.mentor, now=now - timedelta(days=29, hours=1))

    assert len(rows_of(reading)) == 25
    assert rows_of(reading, page=2) == ["Signed out"] * 5 + ["Set a password"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("okafor", {"Set a password"}),
        ("MENTOR@EXAMPLE", {"Set a password"}),
        ("cora", {"Signed out", "Is no longer administrator"}),
        ("nowhere", set()),
    ],
)
def test_a_person_is_found_by_name_and_address_also_as_who_did_it(reading, cast, search, found):
    write(Happening.PASSWORD_SET, cast.mentor)
    write(Happening.SIGNED_OUT, cast.coordinator)
    write(Happening.ADMINISTRATOR_REMOVED, cast.mentee, by=cast.coordinator)

    assert set(rows_of(reading, q=search)) == found


def test_a_person_who_is_gone_keeps_their_name_in_it(reading):
    gone = UserFactory(name="Gone Person")
    write(Happening.SIGNED_OUT, gone)
    gone.delete()

    assert rows_of(reading, q="gone person") == ["Signed out"]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("sign-ins", ["Signed out", "Sign-in failed: wrong code"]),
        ("failures", ["Sign-in failed: wrong code"]),
        ("second-steps", ["Made new recovery codes"]),
        ("accounts", ["Set a password"]),
        ("roles", ["Is no longer administrator"]),
        ("data", ["Downloaded a keepsake"]),
        ("nonsense", None),
    ],
)
def test_one_kind_alone(reading, cast, kind, found):
    now = timezone.now()
    for what, details in [
        (Happening.SIGN_IN_FAILED, {"why": "code"}),
        (Happening.SIGNED_OUT, {}),
        (Happening.CODES_MADE, {}),
        (Happening.PASSWORD_SET, {}),
        (Happening.ADMINISTRATOR_REMOVED, {}),
        (Happening.KEEPSAKE_TAKEN, {}),
    ]:
        now += timedelta(seconds=1)
        write(what, cast.mentor, now=now, **details)
    shown = rows_of(reading, kind=kind)
    assert shown == found if found else len(shown) == 6


def test_what_isnt_found_says_what_to_try(reading, cast):
    write(Happening.SIGNED_OUT, cast.mentor)
    shows(reading.get(LOG, {"q": "nowhere"}), "No such line", "for “nowhere”")


def test_htmx_gets_the_rows_alone(reading):
    answer = reading.get(LOG, headers={"HX-Request": "true", "HX-Target": "results"})
    shows(answer, 'id="results"', hides=["<html", 'role="search"'])


def test_one_row_and_many_cost_the_same(reading, cast, django_assert_num_queries):
    def cost() -> None:
        reading.get(LOG)
        with django_assert_num_queries(7):
            reading.get(LOG)

    write(Happening.SIGNED_OUT, cast.mentor)
    cost()
    for person in (cast.mentor, cast.mentee, cast.coordinator, None):
        write(Happening.SIGNED_OUT, person, by=cast.administrator)
    cost()


CHANGES = [
    "UPDATE security_event SET account_name = 'Somebody else'",
    "DELETE FROM security_event",
    "TRUNCATE security_event",
    "TRUNCATE security_event CASCADE",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_and_to_lose_a_row(cast, change):
    write(Happening.SIGNED_OUT, cast.mentor, now=timezone.now() - timedelta(days=5000))
    before = Event.objects.count()
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute(change)
    assert Event.objects.filter(account_name="Miriam Okafor").count() == 1
    assert Event.objects.count() == before


def test_even_the_job_deletes_nothing_from_after_the_moment_it_names(cast):
    now = timezone.now()
    write(Happening.SIGNED_OUT, cast.mentor, now=now)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute(
            "SELECT set_config('mentoring.security_over_before', %s, true)", [(now - timedelta(days=1)).isoformat()]
        )
        cursor.execute("DELETE FROM security_event")


def test_rows_go_when_their_time_is_over_and_the_database_is_as_strict_as_before(cast, monkeypatch):
    empty()
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    now = timezone.now()
    for days in (31, 400, 401, 402, 403, 404):
        write(Happening.SIGNED_OUT, cast.mentor, now=now - timedelta(days=days))

    assert [actions.delete_before(now - timedelta(days=400), now=now) for _ in range(2)] == [4, 0]
    assert Event.objects.count() == 2
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute("DELETE FROM security_event")


def test_whoever_asks_the_last_thirty_days_stay(cast):
    empty()
    now = timezone.now()
    for days in (0, 29, 31):
        write(Happening.SIGNED_OUT, cast.mentor, now=now - timedelta(days=days))

    assert actions.delete_before(now + timedelta(days=1)) == 1
    assert Event.objects.count() == 2


def test_every_night_what_is_older_than_the_setting_goes(cast, settings):
    empty()
    now = timezone.now()
    settings.SECURITY_LOG_DAYS = 90
    for days in (89, 91):
        write(Happening.SIGNED_OUT, cast.mentor, now=now - timedelta(days=days))

    assert [tasks.delete_old_events(), tasks.delete_old_events()] == [1, 0]
    nightly = of_the_installation.CELERY_BEAT_SCHEDULE["security log"]
    assert current_app.tasks[nightly["task"]].name == tasks.delete_old_events.name
    assert (nightly["schedule"].hour, nightly["schedule"].minute) == ({3}, {40})


def test_a_setting_that_would_forget_too_soon_stops_the_start():
    asked = os.environ | {"SECURITY_LOG_DAYS": "29", "SECRET_KEY": "any"}
    start = [sys.executable, "-c", "import mentoring.settings"]
    said = subprocess.run(start, env=asked, capture_output=True, text=True).stderr
    assert "SECURITY_LOG_DAYS must be 30 or more" in said
