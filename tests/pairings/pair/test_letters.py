"""What the mails about a pair have in common: one batch, whichever room a kind is from."""

import pytest
from django.utils import timezone

from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from tests import factories
from tests.telling import told_now

OF_PAIRS = [
    "agreement_changed",
    "agreement_signed",
    "ending_finished",
    "ending_not_yet",
    "ending_proposed",
    "ending_wish",
    "expectations_answered",
    "fit_check_due",
    "fit_check_no",
    "introduction_written",
    "message_received",
    "pair_ended",
    "pairing_ended",
    "pairing_paused",
    "pairing_resumed",
    "pairing_started",
    "thanks_written",
]
NOTHING = dict.fromkeys(("version", "fit_check", "message", "proposal", "wish"), 0)


def test_all_kinds_about_a_pair_itself_are_asked_together():
    family = kinds.asked_with("pairing_started")
    assert [kind.name for kind in kinds.every() if kinds.asked_with(kind.name) == family] == OF_PAIRS


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_of_all_of_them_takes_a_constant_number_of_queries(cast, number, django_assert_num_queries):
    pairs = [factories.PairingFactory(program=cast.program) for _ in range(number)]
    payload = {"opens": False, "membership": cast.coordinator_in.pk, **NOTHING}
    rows = [
        Notification(
            key=f"{kind}:{pair.pk}",
            kind=kind,
            recipient=pair.mentor.user,
            payload={"pairing": pair.pk, **payload},
            due_at=timezone.now(),
        )
        for pair in pairs
        for kind in OF_PAIRS
    ]
    Notification.objects.bulk_create(rows)
    with django_assert_num_queries(13):  # the pairs, and what twelve of the kinds depend on
        assert len(told_now(rows)) == number * len(OF_PAIRS)
