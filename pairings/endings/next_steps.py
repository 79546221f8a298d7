"""What a person could do now about the ending of their pairs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.web import dates
from mentoring.web.steps import NextStep
from pairings.endings import queries as endings
from pairings.endings.queries import State
from pairings.pair.models import Pairing

ANSWER, END_WELL, AFTERWARDS = 5, 8, 10
REMEMBERED = timedelta(days=30)


def next_steps(user: User, pairs: Sequence[Pairing], *, now: datetime) -> list[NextStep]:
    """Without a query for pairs that came with what `endings.needed`. None where the program is closed."""
    found = [pair for pair in pairs if pair.is_live and not pair.program.is_closed]
    steps = (_of_pair(pair, endings.state(pair, user, now=now), user) for pair in found)
    return [step for step in steps if step]


def after_the_end(user: User, *, now: datetime) -> list[NextStep]:
    """For somebody without a pair: what comes after the one that ended last, until they have said what they wish."""
    ended = Pairing.objects.taken_part_in_by(user).filter(state=Pairing.State.ENDED)
    unsaid = ended.exclude(ending_wishes__member__user=user)
    pair = unsaid.with_people().order_by("-ended_on", "-pk").first()
    if pair is None or pair.ended_on is None or pair.ended_on < pair.program.today(now) - REMEMBERED:
        return []
    headline = f"After your time with {pair.partner_of(user).first_name}: what comes next?"
    detail = "Your keepsake is there. You can ask for a new match, or for a talk."
    page = reverse("ending", args=[pair.pk])
    return [NextStep(AFTERWARDS, headline, detail, "See what comes next", page, program=pair.program.name)]


def _of_pair(pair: Pairing, state: State, user: User) -> NextStep | None:
    partner, page, program = pair.partner_of(user).first_name, reverse("ending", args=[pair.pk]), pair.program.name
    if state.waits_for_viewer:
        detail = "You can agree, or say “not yet”. Until then everything goes on as before."
        headline = f"{partner} proposes to end your time as a pair"
        return NextStep(ANSWER, headline, detail, "Answer", page, program=program)
    if not state.has_begun or state.mine is not None or pair.state != Pairing.State.ACTIVE:
        return None
    headline = f"{partner} has finished. Have you, too?" if state.theirs is not None else f"End well, you and {partner}"
    detail = f"Thanks, a look back, a keepsake. Your last day is {dates.long_day(pair.ends_on)}."
    return NextStep(END_WELL, headline, detail, "End well", page, program=program)
