"""The beginning of a pair as a card on the pair's page."""

from typing import Any

from django import template

from pairings.beginning import queries as beginning_queries
from pairings.beginning import stepper
from pairings.fit_checks import queries as fit_checks_queries
from pairings.pair.access import View

register = template.Library()


@register.inclusion_tag("pairings/beginning/_beginning_on_pair.html")
def beginning_on_pair(seen: View) -> dict[str, Any]:
    """Coordinators see who has done what, and the fit checks; the words are only for the pair."""
    state = beginning_queries.of_pairing(seen.pairing, seen.viewer)
    fit_checks = [] if seen.is_pair else fit_checks_queries.fit_checks(seen)
    return {"seen": seen, "items": stepper.items(seen, state), "fit_checks": fit_checks}
