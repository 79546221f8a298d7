"""The head of a pair's pages: who the two are, how far they are, and the four views."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import User
from pairings.pair import spans
from pairings.pair.models import Pairing

register = template.Library()
VIEWS = [("pair", "Now"), ("sessions", "Sessions"), ("goals", "Goals"), ("together", "Together")]


@register.inclusion_tag("pairings/page/_head.html")
def pair_head(pairing: Pairing, viewer: User, view: str) -> dict[str, Any]:
    """For the two. `view` is the name of the address that is open; needs no query."""
    return {
        "pairing": pairing,
        "viewer": viewer,
        "partner": pairing.partner_of(viewer),
        "week": spans.week(pairing, pairing.program.today(timezone.now())),
        "views": [(name, label, reverse(name, args=[pairing.pk])) for name, label in VIEWS],
        "view": view,
    }
