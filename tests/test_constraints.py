import pytest
from django.db import DatabaseError, transaction

from mentoring.activity.models import Entry
from mentoring.activity.record import record

pytestmark = pytest.mark.django_db


def test_activity_refuses_to_be_changed(cast):
    entry = record("pairing.started", cast.pairing, by=cast.coordinator)
    for change in (
        lambda: Entry.objects.filter(pk=entry.pk).update(verb="nothing.happened"),
        lambda: Entry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert Entry.objects.get(pk=entry.pk).verb == "pairing.started"
