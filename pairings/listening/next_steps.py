"""“Is this what you meant?”, for the mentee."""

from django.urls import reverse

from mentoring.next_steps import Known, NextStep, Rank
from pairings.pair.next_steps import PAIRS


def next_steps(known: Known) -> list[NextStep]:
    """Needs no query: the pairs come `with_unanswered()`."""
    steps = []
    for pair in known[PAIRS]:
        waiting: int | None = pair.unanswered  # type: ignore[attr-defined]  # annotated
        if waiting and pair.mentee.user_id == known.user.pk:
            mentor, page = pair.mentor.user.first_name, reverse("session_heard", args=[waiting])
            headline, detail = f"{mentor} wrote down what they heard you say", "Is it what you meant? One tap."
            steps.append(NextStep(Rank.CHECK_IN, headline, detail, "Read and answer", page, program=pair.program.name))
    return steps
