"""The goals of a pair as a card on the pair's page."""

from typing import Any

from django import template
from django.utils import timezone

from goals import queries
from mentoring.accounts.models import User
from pairings.models import Pairing

register = template.Library()


@register.inclusion_tag("goals/_on_pair.html")
def goals_on_pair(pairing: Pairing, user: User) -> dict[str, Any]:
    """Respects who sees what: coordinators get titles, states and progress, and nothing of private goals."""
    is_own = pairing.has(user)
    return {
        "pairing": pairing,
        "goals": queries.outlines(pairing, user),
        "may_write": is_own and pairing.is_live,
        "review_due": queries.review_due(pairing, timezone.now()) if is_own else None,
        "is_own": is_own,
    }
