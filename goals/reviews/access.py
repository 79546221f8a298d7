from django.shortcuts import get_object_or_404

from goals.goals.models import GoalReview
from mentoring.web import numbers
from pairings.pair.models import Pairing


def held_review(pairing: Pairing, pk: str) -> GoalReview | None:
    """A review of the pair that is over; None if `pk` is empty, Http404 if there is no such review."""
    if not pk:
        return None
    held = GoalReview.objects.filter(pairing=pairing, held_at__isnull=False)
    return get_object_or_404(held, pk=numbers.whole(pk))
