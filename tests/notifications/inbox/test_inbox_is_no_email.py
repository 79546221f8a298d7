"""The inbox waits for no morning, knows what was done elsewhere, and puts off only what is still to be done."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from mentoring.notifications.inbox import actions as inbox
from mentoring.notifications.inbox import queries as inbox_queries
from mentoring.notifications.planning import queries as planning_queries
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.wishes.models import Preference
from mentoring.notifications.wishes.pace import Quiet
from mentoring.notifications.writing import composing as delivery
from pairings.messages import actions as messages
from pairings.touchpoints import actions as touchpoints
from programs.applications import actions as applications
from tests import factories
from tests.pages import shows
from tests.telling import paced, tell

NIGHT = datetime(2026, 11, 28, 22, tzinfo=UTC)  # a Saturday, 23:00 in Berlin
MORNING = datetime(2026, 11, 30, 7, tzinfo=UTC)  # Monday at eight there
HOUR = timedelta(hours=1)


def unread(user) -> list[str]:
    return sorted(planning_queries.unread(user).values_list("key", flat=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("note")
class TestNight:
    @pytest.fixture(autouse=True)
    def quiet(self, note, monkeypatch):
        paced(monkeypatch, quiet=Quiet(), budget=3)

    def test_quiet_hours_hold_back_the_mail_and_not_the_line(self, cast):
        told = tell(cast.mentee, "k", due_at=NIGHT)
        delivery.compose(NIGHT)
        [line] = inbox_queries.inbox(cast.mentee)
        assert (line.title, line.url, line.state, line.told_at) == ("A note: yes", "/notes/", "planned", NIGHT)
        assert (Mail.objects.count(), unread(cast.mentee)) == (0, ["k"])

        inbox.read(told, now=NIGHT + HOUR)
        delivery.compose(MORNING)
        [line] = inbox_queries.inbox(cast.mentee)
        assert (line.state, line.told_at, line.read_at) == ("delivered", NIGHT, NIGHT + HOUR)
        assert (Mail.objects.count(), unread(cast.mentee)) == (1, [])

    def test_who_wants_it_in_the_app_alone_has_it_at_once(self, cast):
        Preference.objects.create(user=cast.mentee, kind="test_note", by_mail=False)
        tell(cast.mentee, "k", due_at=NIGHT)
        delivery.compose(NIGHT)
        assert [line.state for line in inbox_queries.inbox(cast.mentee)] == ["delivered"]

    def test_who_wants_no_line_gets_the_mail_alone_in_the_morning(self, cast):
        Preference.objects.create(user=cast.mentee, kind="test_note", in_app=False)
        tell(cast.mentee, "k", due_at=NIGHT)
        delivery.compose(NIGHT)
        delivery.compose(MORNING)
        assert (list(inbox_queries.inbox(cast.mentee)), Mail.objects.count()) == ([], 1)

    def test_what_stopped_being_true_overnight_is_gone_in_the_morning(self, cast):
        tell(cast.mentee, "k", due_at=NIGHT)
        delivery.compose(NIGHT)
        Notification.objects.update(payload={"gone": True})
        delivery.compose(MORNING)
        assert (list(inbox_queries.inbox(cast.mentee)), Mail.objects.count()) == ([], 0)

    def test_what_isnt_true_at_night_is_asked_again_in_the_morning(self, cast):
        tell(cast.mentee, "k", due_at=NIGHT)
        Notification.objects.update(payload={"gone": True})
        delivery.compose(NIGHT)
        assert list(inbox_queries.inbox(cast.mentee)) == []
        Notification.objects.update(payload={})
        delivery.compose(MORNING)
        assert [line.state for line in inbox_queries.inbox(cast.mentee)] == ["delivered"]


def shown(user, kind, cast, *, key="k", about="", **payload) -> Notification:
    now = datetime.now(UTC)
    return Notification.objects.create(
        key=key, about=about, recipient=user, kind=kind, payload=payload, title=key, url="/", in_app=True,
        state="delivered", due_at=now, decided_at=now, shown_at=now,
        program_id=cast.program.pk, pairing_id=cast.pairing.pk,
    )  # fmt: skip


@pytest.mark.django_db
class TestDone:
    """Acting on a thing, on whatever page, marks as read what told of it: for both, and for who coordinates."""

    @pytest.fixture
    def touchpoint(self, cast):
        step = factories.StepFactory(program=cast.program)
        return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=factories.today())

    def asked(self, cast, step) -> None:
        due_on = step.due_on.isoformat()
        for part in ("mentor", "mentee"):
            ids = {"touchpoint": step.pk, "due_on": due_on, "membership": getattr(cast, f"{part}_in").pk}
            shown(getattr(cast, part), "session_late", cast, key=part, about=f"touchpoint:{step.pk}", **ids)

    def test_a_step_that_is_done(self, cast, touchpoint, django_capture_on_commit_callbacks):
        self.asked(cast, touchpoint)
        other = shown(cast.mentor, "pairing_started", cast, key="other", pairing=cast.pairing.pk)
        now = datetime.now(UTC)
        with django_capture_on_commit_callbacks(execute=True):
            touchpoints.complete(touchpoint, happened_on=cast.program.today(now), by=cast.mentee, now=now)
        assert (unread(cast.mentor), unread(cast.mentee)) == ([other.key], [])

    def test_a_message_that_was_read(self, cast, django_capture_on_commit_callbacks):
        now = datetime.now(UTC)
        with django_capture_on_commit_callbacks(execute=True):
            sent = messages.send(cast.pairing, text="Hello", by=cast.mentor, now=now, form_key=uuid.uuid4())
        Notification.objects.filter(kind="message_received").update(
            state="delivered", in_app=True, decided_at=now, shown_at=now
        )
        assert len(unread(cast.mentee)) == 1
        with django_capture_on_commit_callbacks(execute=True):
            messages.read(cast.pairing, up_to=sent.pk, by=cast.mentee, now=now)
        assert unread(cast.mentee) == []

    def test_an_application_that_was_decided(self, cast, django_capture_on_commit_callbacks):
        application = factories.ApplicationFactory(program=cast.program, state="submitted")
        row = shown(cast.coordinator, "application_received", cast, application=application.pk)
        Notification.objects.filter(pk=row.pk).update(pairing_id=None)
        with django_capture_on_commit_callbacks(execute=True):
            applications.decline(application, by=cast.coordinator, now=datetime.now(UTC))
        assert unread(cast.coordinator) == []

    def test_a_line_that_cant_be_asked_stays_and_stops_nothing(self, cast, django_capture_on_commit_callbacks):
        shown(cast.mentor, "long_gone", cast, pairing=cast.pairing.pk)
        with django_capture_on_commit_callbacks(execute=True):
            messages.send(cast.pairing, text="Hello", by=cast.mentor, now=datetime.now(UTC), form_key=uuid.uuid4())
        assert unread(cast.mentor) == ["k"]

    def test_only_what_is_still_to_be_done_can_be_put_off(self, cast, touchpoint, sign_in):
        self.asked(cast, touchpoint)
        browser = sign_in(cast.mentee)
        later = reverse("inbox_snooze", args=[Notification.objects.get(key="mentee").pk])
        shows(browser.get(reverse("inbox")), later, "Remind me later")
        type(touchpoint).objects.filter(pk=touchpoint.pk).update(state="skipped")
        shows(browser.get(reverse("inbox")), "mentee", hides=[later, "Remind me later"])
