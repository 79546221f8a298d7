"""Where a pair stands in its time, for sentences on pages."""

from django import template
from django.utils import timezone

from pairings.pair import spans
from pairings.pair.models import Pairing

register = template.Library()


@register.filter
def together(pairing: Pairing) -> str:
    return spans.together(pairing, pairing.program.today(timezone.now()))


@register.filter
def is_past_its_last_day(pairing: Pairing) -> bool:
    return spans.is_past(pairing, pairing.program.today(timezone.now()))
