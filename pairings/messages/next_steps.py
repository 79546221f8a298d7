"""The next step about messages: read them."""

from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.next_steps import Known, NextStep, Rank
from pairings.pair.models import Pairing
from pairings.pair.next_steps import PAIRS


def next_steps(known: Known) -> list[NextStep]:
    """Needs no query: the pairs come `with_unread()`."""
    return [_next_step(pair, known.user, pair.unread_messages) for pair in known[PAIRS] if pair.unread_messages]  # type: ignore[attr-defined]  # annotated


def _next_step(pair: Pairing, user: User, number: int) -> NextStep:
    partner = pair.partner_of(user).first_name
    what = "a message" if number == 1 else f"{number} messages"
    address = reverse("messages", args=[pair.pk])
    return NextStep(
        Rank.WAITS_FOR_YOU,
        f"{partner} has sent you {what}",
        "",
        "Read",
        address,
        program=pair.program.name,
        pairing=pair.pk,
    )
