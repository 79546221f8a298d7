"""The last meeting: asked about before the end, and still logged for 14 days after it. Nothing else is."""

import uuid
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.notifications.answering import links
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.endings import actions as endings
from pairings.endings.next_steps import last_session
from pairings.life import actions as life
from pairings.logbook import actions as logbook
from pairings.models import AgendaItem, Pairing, PlannedSession, Promise, Session
from pairings.promises.actions import Wish
from pairings.reminders import planner
from tests import factories
from tests.pages import shows

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def ended(cast):
    """Ended today; they had planned to meet yesterday, and nobody has logged it."""
    cast.planned = factories.PlannedSessionFactory(
        pairing=cast.pairing, starts_at=NOW - DAY, changed_at=NOW - 9 * DAY, minutes=45
    )
    life.end(cast.pairing, ending="planned", by=cast.coordinator, now=NOW)
    Notification.objects.all().delete()
    cast.pairing = Pairing.objects.with_people().get(pk=cast.pairing.pk)
    return cast


def log(cast, *, days_later=0, held=0, **more):
    """Log what was held so many days before the end, so many days after it."""
    day = cast.pairing.ended_on - held * DAY
    values = {"minutes": 45, "by": cast.mentor, "now": NOW + days_later * DAY, "form_key": uuid.uuid4(), **more}
    return logbook.log(cast.pairing, held_on=day, **values)


@pytest.mark.parametrize("days_later", [0, 14])
def test_the_last_meeting_is_logged_with_its_words_and_nobody_is_told(ended, days_later):
    session = log(ended, days_later=days_later, held=1, shared_notes="What we said.", private_note="Mine.")
    assert (session.log.shared_notes, session.private_notes.get().text) == ("What we said.", "Mine.")
    assert PlannedSession.objects.get(pk=ended.planned.pk).session == session
    assert Notification.objects.count() == 0


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"days_later": 15}, "This pair has ended: its sessions can be read, not added to."),
        ({"held": -1, "days_later": 2}, "You were a pair until"),
        ({"next_on": factories.today()}, "This pair has ended"),
        ({"open_question": "What next?"}, "This pair has ended"),
        ({"promised": [Wish("mentor", "Write", factories.today())]}, "This pair has ended"),
    ],
)
def test_later_or_more_is_refused(ended, how, sentence):
    with pytest.raises(Refused, match=sentence):
        log(ended, **how)
    assert (Session.objects.count(), Promise.objects.count(), AgendaItem.objects.count()) == (0, 0, 0)


def test_only_the_newest_meeting_can_be_added(ended):
    log(ended, held=1)
    for held in (1, 5):
        with pytest.raises(Refused, match=r"is logged\. After the end of a pair, only one after it can be added"):
            log(ended, held=held)
    log(ended, held=0)


def test_the_form_has_only_what_can_be_logged(ended, sign_in):
    browser, address = sign_in(ended.mentee), reverse("session_new", args=[ended.pairing.pk])
    page = browser.get(f"{address}?planned={ended.planned.pk}")
    shows(
        page, "can still be logged until", 'name="shared_notes"', hides=["new-promises", "next_on", "Keep as a draft"]
    )
    form = {"held_on": factories.today(), "minutes": 40, "form_key": str(uuid.uuid4()), "shared_notes": "Bye."}
    answer = browser.post(f"{address}?planned={ended.planned.pk}", form | {"open_question": "And then?"})
    assert (answer.status_code, Session.objects.get().minutes, AgendaItem.objects.count()) == (302, 40, 0)
    Pairing.objects.update(ended_on=factories.today() - 15 * DAY)
    assert browser.get(address).status_code == 403


def test_both_are_asked_about_it_afterwards(ended, sign_in):
    planner.plan(NOW + 2 * DAY)
    assert Notification.objects.filter(kind="session_late", about=f"planned:{ended.planned.pk}").count() == 2
    address = f"?planned={ended.planned.pk}"
    for who in (ended.mentor, ended.mentee):
        [step] = last_session(who, now=NOW)
        assert step.url == reverse("session_new", args=[ended.pairing.pk]) + address
        assert step.detail[:34] == "You can log your last session unti"
        shows(sign_in(who).get(reverse("ending", args=[ended.pairing.pk])), "isn’t logged yet", address)
    token = links.make("met", user=ended.mentor, object_id=ended.planned.pk)
    answer = {"met": "yes", "held_on": factories.today() - DAY, "minutes": 45}
    assert Client().post(reverse("planned_met", args=[token]), answer).status_code == 302
    assert last_session(ended.mentee, now=NOW) == []


@pytest.mark.parametrize("name", ["ending", "ending_early", "ending_part"])
@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_before_ending_both_are_asked_about_a_meeting_that_is_not_logged(cast, who, name, sign_in):
    planned = factories.PlannedSessionFactory(pairing=cast.pairing, starts_at=NOW - DAY)
    page = sign_in(getattr(cast, who)).get(reverse(name, args=[cast.pairing.pk]))
    shows(page, "A session isn’t logged yet", f"?planned={planned.pk}", "say that you didn’t meet")


def test_before_ending_they_are_asked_about_a_step_that_is_late(cast, sign_in):
    step = factories.StepFactory(program=cast.program)
    factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=factories.today() - 3 * DAY)
    shows(sign_in(cast.mentor).get(reverse("ending", args=[cast.pairing.pk])), "A session isn’t logged yet")


def test_a_pair_that_meets_on_its_last_day_ends_after_that(cast):
    Pairing.objects.update(ends_on=factories.today())
    evening = datetime.now(UTC) + timedelta(minutes=5)
    planned = factories.PlannedSessionFactory(pairing=cast.pairing, starts_at=evening)
    pair = Pairing.objects.with_people().get(pk=cast.pairing.pk)
    for who in (cast.mentor, cast.mentee):
        endings.finish(pair, by=who, now=NOW)
    assert (endings.end_finished(NOW), PlannedSession.objects.get().state) == (0, "planned")
    assert endings.end_finished(evening + timedelta(minutes=1)) == 1
    planned.refresh_from_db()
    assert (planned.state, Pairing.objects.get(pk=pair.pk).state) == ("planned", "ended")


def test_what_was_logged_before_the_upgrade_is_tied_to_what_was_planned(cast):
    """Two planned on one day and one logged: the first came of it. Others stay to be asked about."""
    day = factories.today() - 3 * DAY
    at = datetime.combine(day, datetime.min.time(), cast.program.zone) + timedelta(hours=10)
    first, second, other, canceled = (
        factories.PlannedSessionFactory(pairing=cast.pairing, starts_at=at + after, state=state)
        for after, state in (
            (timedelta(), "planned"),
            (timedelta(hours=3), "planned"),
            (DAY, "planned"),
            (timedelta(), "cancelled"),
        )
    )
    session = factories.SessionFactory(pairing=cast.pairing, held_on=day)
    migration = import_module("pairings.migrations.0018_planned_sessions_are_settled")
    with connection.cursor() as cursor:
        cursor.execute(migration.SETTLE)
    found = dict(PlannedSession.objects.values_list("pk", "session"))
    assert found == {first.pk: session.pk, second.pk: None, other.pk: None, canceled.pk: None}
