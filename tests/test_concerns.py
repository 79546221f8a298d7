"""A concern: said before it is sent who gets it, read in the open, answered with a note."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from pairings.models import ConcernReading
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"text": "  "}, "concern_has_words"),
        ({"closed_at": timezone.now()}, "concern_is_closed_with_a_note"),
        ({"note": "An answer from nobody"}, "concern_is_closed_with_a_note"),
    ],
)
def test_the_database_refuses_a_concern_that_makes_no_sense(cast, changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.ConcernFactory(pairing=cast.pairing, **changes)


def test_the_database_refuses_to_change_or_delete_a_reading(cast):
    concern = factories.ConcernFactory(pairing=cast.pairing)
    reading = ConcernReading.objects.create(concern=concern, reader=cast.coordinator, at=timezone.now())
    for change in (
        lambda: ConcernReading.objects.filter(pk=reading.pk).update(reader=cast.outsider),
        lambda: ConcernReading.objects.filter(pk=reading.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert ConcernReading.objects.get().reader == cast.coordinator
