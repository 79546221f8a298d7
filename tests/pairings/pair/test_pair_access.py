"""What only the two may open, and only while they are a pair."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from pairings.pair import access

pytestmark = pytest.mark.django_db


def test_while_it_lasts_the_pairing_is_for_the_two_alone(cast):
    for part in ("mentor", "mentee"):
        assert access.live_pairing_for_pair(getattr(cast, part), cast.pairing.pk) == cast.pairing
    with pytest.raises(PermissionDenied):
        access.live_pairing_for_pair(cast.coordinator, cast.pairing.pk)
    for part in ("other_mentee", "outsider", "administrator"):
        with pytest.raises(Http404):
            access.live_pairing_for_pair(getattr(cast, part), cast.pairing.pk)


def test_once_it_has_ended_the_two_are_told_why(cast):
    cast.pairing.state, cast.pairing.ended_on = "ended", date(2026, 11, 1)
    cast.pairing.save()
    with pytest.raises(PermissionDenied, match="ended"):
        access.live_pairing_for_pair(cast.mentor, cast.pairing.pk)
