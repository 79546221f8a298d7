"""“Where do you stand?” on the home page: offered for six weeks at the start, in the middle and near the end."""

from datetime import date, timedelta

from django.urls import reverse

from goals.competencies.models import Assessment
from goals.competencies.queries import END_FROM, MIDDLE_FROM, fitting
from mentoring.accounts.models import User
from mentoring.next_steps import Known, NextStep, Rank
from pairings.pair.models import Pairing
from pairings.pair.next_steps import PAIRS

Moment = Assessment.Moment
OFFERED = timedelta(weeks=6)  # after that only the page of the areas asks: rating is voluntary
BEGINS = {Moment.START: 0.0, Moment.MIDDLE: MIDDLE_FROM, Moment.END: END_FROM}
WHEN = {
    Moment.START: "Six areas, three minutes. Later you will see how far you have come.",
    Moment.MIDDLE: "You are in the middle of your time together: six areas, then and now.",
    Moment.END: "Your time together is ending: six areas, then and now.",
}


def next_steps(known: Known) -> list[NextStep]:
    """Ask the mentee first, and the mentor once the mentee has answered. Runs no query: pairs come `with_rated()`."""
    found = [pair for pair in known[PAIRS] if pair.state == Pairing.State.ACTIVE and not pair.program.is_closed]
    asked = ((pair, _asked(pair, known.user, pair.program.today(known.now))) for pair in found)
    return [_next_step(pair, known.user, moment) for pair, moment in asked if moment]


def _asked(pair: Pairing, user: User, today: date) -> Moment | None:
    rated = {(row["by"], row["moment"]) for row in pair.rated_rows}  # type: ignore[attr-defined]  # annotated
    mine = {moment for by, moment in rated if by == user.pk}
    moment = Moment(fitting(pair, today, has_begun=bool(mine)))
    latest = max(map(Moment.values.index, mine), default=-1)
    if Moment.values.index(moment) <= latest or not _is_fresh(pair, moment, today):
        return None
    waits_for_mentee = user.pk != pair.mentee.user_id and (pair.mentee.user_id, moment) not in rated
    return None if waits_for_mentee else moment


def _is_fresh(pair: Pairing, moment: Moment, today: date) -> bool:
    begins = pair.started_on + (pair.ends_on - pair.started_on) * BEGINS[moment]
    return begins <= today <= begins + OFFERED


def _next_step(pair: Pairing, user: User, moment: Moment) -> NextStep:
    mentee, page = pair.mentee.user, reverse("competencies_rate", args=[pair.pk, moment])
    headline = "Where do you stand?" if user == mentee else f"How do you see where {mentee.first_name} stands?"
    detail = WHEN[moment] if user == mentee else f"{mentee.first_name} has answered. Your view stands beside it."
    return NextStep(Rank.CHECK_IN, headline, detail, "Answer", page, program=pair.program.name, pairing=pair.pk)
