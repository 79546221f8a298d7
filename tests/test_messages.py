"""Messages in the pair: two write, both read, one of them is told by mail once per stretch of unread ones."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from pairings.models import MessageReport
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"text": " \n"}, "message_has_words"),
        ({"read_at": timezone.now().replace(year=2020)}, "message_is_read_after_it_was_sent"),
    ],
)
def test_the_database_refuses_a_message_that_makes_no_sense(cast, changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.MessageFactory(pairing=cast.pairing, **changes)


@pytest.mark.parametrize("changes", [{"closed_at": timezone.now()}, {"note": "Talked to both"}])
def test_the_database_closes_a_report_with_a_note_only(cast, changes):
    message = factories.MessageFactory(pairing=cast.pairing)
    with pytest.raises(IntegrityError, match="message_report_is_closed_with_a_note"), transaction.atomic():
        MessageReport.objects.create(message=message, by=cast.mentee, reported_at=timezone.now(), **changes)
    MessageReport.objects.create(message=message, by=cast.mentee, reported_at=timezone.now())
    with pytest.raises(IntegrityError, match="message_id"), transaction.atomic():
        MessageReport.objects.create(message=message, by=cast.mentee, reported_at=timezone.now())
