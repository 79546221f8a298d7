"""The promises of a pair as a card on its page."""

from typing import Any

from django import template
from django.utils import timezone

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from pairings.promises import queries as promises

register = template.Library()
MOST = 5


@register.inclusion_tag("pairings/promises/promises_on_pair.html")
def promises_on_pair(pairing: Pairing, viewer: User) -> dict[str, Any]:
    """Only for the two: coordinators don't even see how many there are."""
    is_own = pairing.has(viewer)
    due = promises.first_due(pairing, viewer, now=timezone.now()) if is_own else []
    return {
        "pairing": pairing,
        "is_own": is_own,
        "partner": pairing.partner_of(viewer) if is_own else None,
        "due": due[:MOST],
        "more": len(due) > MOST,
    }
