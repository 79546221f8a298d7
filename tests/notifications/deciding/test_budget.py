"""What counts as a mail of the week, and what somebody sends by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from mentoring.notifications.planning import outbox
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.sending import sender as sending_sender
from mentoring.notifications.sending.actions import send_again
from mentoring.notifications.wishes.pace import Quiet
from mentoring.notifications.writing import composing as writing_composing
from tests.telling import outcome, paced, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_a_week(note, monkeypatch):
    paced(monkeypatch, budget=1)


def test_what_a_person_has_sent_to_themselves_takes_nothing_from_their_week(cast):
    """“Send me this”: a reminder as a test, written without a notification, while somebody waits for it."""
    for _ in range(3):
        outbox.write(cast.mentee.email, "test_note", {"word": "test"}, recipient=cast.mentee, now=TUESDAY)
    told = tell(cast.mentee, "a", due_at=TUESDAY)
    writing_composing.compose(TUESDAY)
    assert outcome(told) == ("delivered", "")


def test_what_is_sent_again_by_hand_counts(cast):
    tell(cast.mentee, "a", due_at=TUESDAY)
    writing_composing.compose(TUESDAY)
    Mail.objects.update(state="failed")
    send_again(Mail.objects.get(), by=cast.coordinator, now=TUESDAY)
    more = tell(cast.mentee, "b", due_at=TUESDAY)
    writing_composing.compose(TUESDAY)
    assert outcome(more)[0] == "folded"


def test_what_is_sent_again_at_night_goes_in_the_morning(cast, mailoutbox, monkeypatch):
    """A coordinator who works late wakes nobody; the test that she sends to herself goes at once."""
    paced(monkeypatch, quiet=Quiet())
    tell(cast.mentee, "a", due_at=TUESDAY)
    writing_composing.compose(TUESDAY)
    Mail.objects.update(state="failed")
    night = TUESDAY + timedelta(hours=10)
    send_again(Mail.objects.get(), by=cast.coordinator, now=night)
    outbox.write(cast.coordinator.email, "test_note", {"word": "test"}, recipient=cast.coordinator, now=night)
    assert sending_sender.send(night) == 1
    [mail] = mailoutbox
    assert cast.coordinator.email in mail.to[0]
    assert sending_sender.send(TUESDAY + timedelta(hours=20)) == 1
