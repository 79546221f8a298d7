"""What counts as a mail of the week."""

from datetime import UTC, datetime

import pytest

from mentoring.notifications import delivery, outbox
from mentoring.notifications.actions import send_again
from mentoring.notifications.models import Mail
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
    delivery.compose(TUESDAY)
    assert outcome(told) == ("delivered", "")


def test_what_is_sent_again_by_hand_counts(cast):
    tell(cast.mentee, "a", due_at=TUESDAY)
    delivery.compose(TUESDAY)
    Mail.objects.update(state="failed")
    send_again(Mail.objects.get(), by=cast.coordinator, now=TUESDAY)
    more = tell(cast.mentee, "b", due_at=TUESDAY)
    delivery.compose(TUESDAY)
    assert outcome(more)[0] == "folded"
