"""The next step about feedback that somebody was given: read it."""

from django.urls import reverse

from mentoring.next_steps import Known, NextStep, Rank
from pairings.pair.next_steps import PAIRS


def next_steps(known: Known) -> list[NextStep]:
    """Needs no query: the pairs come `with_unread_feedback()`."""
    steps = []
    for pair in known[PAIRS]:
        waiting: int | None = pair.unread_feedback  # type: ignore[attr-defined]  # annotated
        if waiting and not pair.program.is_closed:
            headline = f"{pair.partner_of(known.user).first_name} gave you feedback"
            page = reverse("feedback_item", args=[waiting])
            detail = "Read it, and say how useful it is to you."
            steps.append(
                NextStep(
                    Rank.WAITS_FOR_YOU, headline, detail, "Read it", page, program=pair.program.name, pairing=pair.pk
                )
            )
    return steps
