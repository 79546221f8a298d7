"""The ending of a pair as a card on the pair's page."""

from typing import Any

from django import template
from django.utils import timezone

from pairings.endings import queries as endings
from pairings.pair.access import View

register = template.Library()


@register.inclusion_tag("pairings/endings/ending_on_pair.html")
def last_days_on_pair(seen: View) -> dict[str, Any]:
    """The two see where they stand; coordinators get a link to how the pair ended, once it has."""
    pairing = seen.pairing
    if not seen.is_pair or not pairing.is_live:
        return {"seen": seen, "pairing": pairing}
    state = endings.state(pairing, seen.viewer, now=timezone.now())
    return {"seen": seen, "pairing": pairing, "partner": pairing.partner_of(seen.viewer), "state": state}
