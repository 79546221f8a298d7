"""The goals of a pair as a card on the pair's page."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils import timezone

from goals.goals import outlines as goals_outlines
from goals.reviews import queries as reviews_queries
from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from pairings.touchpoints.models import Touchpoint

register = template.Library()


@register.inclusion_tag("goals/goal_pages/_on_pair.html")
def goals_on_pair(pairing: Pairing, user: User, open_steps: Sequence[Touchpoint] = ()) -> dict[str, Any]:
    """Coordinators get titles, states and progress, and nothing of private goals.

    `open_steps`: those of the pair, soonest first; a goal review among them is offered when it is near.
    """
    is_own, now = pairing.has(user), timezone.now()
    review_due = reviews_queries.first_review(open_steps) if is_own else None
    return {
        "pairing": pairing,
        "goals": goals_outlines.outlines(pairing, user, now=now),
        "may_write": is_own and pairing.is_live,
        "review_due": review_due if reviews_queries.is_near(review_due, pairing, now) else None,
        "is_own": is_own,
    }
