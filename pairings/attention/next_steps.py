"""A coordinator's next steps about pairs that need a hand."""

from collections.abc import Mapping

from django.urls import reverse

from mentoring.next_steps import Known, Loaded, NextStep, Rank
from pairings.attention.queries import Attention

ATTENTION: Loaded[Mapping[int, list[Attention]]] = Loaded("by program: the pairs that need a hand")


def next_steps(known: Known) -> list[NextStep]:
    return [_hand(waiting) for waiting in known[ATTENTION].values()]


def _hand(waiting: list[Attention]) -> NextStep:
    headline = "1 pair needs a hand" if len(waiting) == 1 else f"{len(waiting)} pairs need a hand"
    first, program = waiting[0], waiting[0].program
    days = f"for {first.days} days" if first.days > 1 else "for a day" if first.days else "since today"
    pairs = f"{reverse('pairs', args=[program.pk])}?needs=hand"
    return NextStep(
        Rank.NEEDS_A_HAND,
        headline,
        f"{first.pair} {'has waited' if len(waiting) == 1 else 'has waited longest,'} {days}.",
        "See the pair" if len(waiting) == 1 else "See the pairs",
        reverse("pair", args=[first.pairing_id]) if len(waiting) == 1 else pairs,
        program=program.name,
    )
