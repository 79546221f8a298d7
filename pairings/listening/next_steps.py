"""“Did they hear you right?”, for the mentee."""

from datetime import date
from typing import Any

from django.urls import reverse

from mentoring.next_steps import Choice, Known, NextStep, Rank
from mentoring.web import dates
from pairings.listening.models import HeardAnswer
from pairings.pair.models import Pairing
from pairings.pair.next_steps import PAIRS

SHORT = 400  # letters; what is longer is read on its own page before it is answered


def next_steps(known: Known) -> list[NextStep]:
    """Needs no query: the pairs come `with_unanswered()`."""
    waiting = ((pair, pair.unanswered) for pair in known[PAIRS] if pair.mentee.user_id == known.user.pk)  # type: ignore[attr-defined]  # annotated
    return [_next_step(pair, session) for pair, session in waiting if session]


def _next_step(pair: Pairing, session: dict[str, Any]) -> NextStep:
    mentor, page = pair.mentor.user.first_name, reverse("session_heard", args=[session["pk"]])
    heard, is_short = session["heard"], len(session["heard"]) <= SHORT
    return NextStep(
        Rank.CHECK_IN,
        f"Did {mentor} hear you right?",
        f"What {mentor} wrote after {dates.month_day(date.fromisoformat(session['on']))}",
        "Read and answer",
        page,
        program=pair.program.name,
        pairing=pair.pk,
        quote=heard if is_short else "",
        choices=_choices(page) if is_short else (),
        given={"heard": heard},
    )


def _choices(page: str) -> tuple[Choice, ...]:
    answers = HeardAnswer.Answer
    return (
        Choice("Yes, that’s it", value=answers.YES),
        Choice("Almost", url=f"{page}?a={answers.NEARLY}"),
        Choice("Not quite", url=f"{page}?a={answers.NO}"),
    )
