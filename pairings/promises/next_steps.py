"""The next step about what somebody has promised."""

from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.next_steps import Known, NextStep, Rank
from pairings.pair.models import Pairing
from pairings.pair.next_steps import PAIRS
from pairings.promises.queries import Due, first_due


def next_steps(known: Known) -> list[NextStep]:
    """What was promised for today or earlier. Needs no query: the pairs come `with_promises()`."""
    steps = []
    for pair in known[PAIRS]:
        if pair.state != Pairing.State.ACTIVE or pair.program.is_closed:
            continue
        due = first_due(pair, known.user, now=known.now)
        mine = [one for one in due if one.is_mine and (one.is_today or one.is_late)]
        if mine:
            steps.append(_next_step(pair, known.user, mine))
    return steps


def _next_step(pair: Pairing, user: User, mine: list[Due]) -> NextStep:
    partner = pair.partner_of(user).first_name
    what = "something" if len(mine) == 1 else f"{len(mine)} things"
    when = "for today" if all(one.is_today for one in mine) else "and the day has come"
    return NextStep(
        Rank.DUE,
        f"You promised {partner} {what} {when}",
        mine[0].text if len(mine) == 1 else "Say what became of each: kept, or let go with a word.",
        "See your promises",
        reverse("promises", args=[pair.pk]),
        program=pair.program.name,
        pairing=pair.pk,
    )
