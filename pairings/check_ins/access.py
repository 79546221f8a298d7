"""A check-in, for those who are asked."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from mentoring.accounts.models import User
from pairings.pair.access import side_of
from pairings.touchpoints.access import touchpoint_for_pair
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step


def check_in_for_pair(user: User, pk: int) -> Touchpoint:
    """A check-in of the person's own pair. PermissionDenied if only the partner is asked, Http404 for others."""
    touchpoint = touchpoint_for_pair(user, pk)
    if touchpoint.step.kind != Step.Kind.CHECK_IN:
        raise Http404
    if touchpoint.step.doer not in (Step.Doer.BOTH, side_of(user, touchpoint.pairing)):
        raise PermissionDenied
    return touchpoint
