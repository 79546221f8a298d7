"""The beginning of a pair as a card on the pair's page."""

from typing import Any

from django import template

from pairings.access import View
from pairings.queries import beginning, stepper

register = template.Library()


@register.inclusion_tag("pairings/_beginning_on_pair.html")
def beginning_on_pair(seen: View) -> dict[str, Any]:
    """For coordinators who has done what and the fit checks; the words are the pair's alone."""
    state = beginning.of_pairing(seen.pairing, seen.viewer)
    fit_checks = [] if seen.is_pair else beginning.fit_checks(seen)
    return {"seen": seen, "items": stepper.items(seen, state), "fit_checks": fit_checks}
