"""A person's next step about the beginning of each of their pairs."""

from datetime import date, timedelta

from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.next_steps import Known, NextStep, Rank
from pairings.beginning.queries import State, states, wants_fit_answer
from pairings.pair.models import Pairing
from pairings.pair.next_steps import PAIRS
from programs.journey.models import Step

# How long before its day a step is offered.
SOON = timedelta(days=3)


def next_steps(known: Known) -> list[NextStep]:
    """Needs no query: the pairs come `with_beginning()`. Nothing for pairs on a pause or in a closed program."""
    found = [pair for pair in known[PAIRS] if pair.state == Pairing.State.ACTIVE and not pair.program.is_closed]
    if not found:
        return []
    known_states = states(found, known.user)
    steps = (of_state(pair, known_states[pair.pk], known.user, today=pair.program.today(known.now)) for pair in found)
    return [step for step in steps if step]


def of_state(pair: Pairing, state: State, user: User, *, today: date) -> NextStep | None:
    """The first of the four pieces that waits for this person; None if none does."""
    side = "mentor" if pair.mentor.user_id == user.pk else "mentee"
    mine, theirs = state.of(side)
    partner = pair.partner_of(user).first_name

    def due(kind: str) -> bool:
        return kind in state.due and state.due[kind] <= today + SOON

    def step(rank: Rank, headline: str, detail: str, label: str, page: str) -> NextStep:
        return NextStep(
            rank, headline, detail, label, reverse(page, args=[pair.pk]), program=pair.program.name, pairing=pair.pk
        )

    early = Rank.DUE if state.has_met else Rank.GET_TOGETHER
    if not mine.introduced and (theirs.introduced or due(Step.Kind.INTRODUCTION)):
        headline = f"{partner} has written to you: say hello back" if theirs.introduced else f"Say hello to {partner}"
        return step(early, headline, "A few honest lines about yourself are enough.", "Write", "introduction")
    if not mine.handed_in and (theirs.handed_in or due(Step.Kind.EXPECTATIONS)):
        headline = f"What do you expect from your time with {partner}?"
        detail = "Five questions, ten minutes. Your answers open together."
        if theirs.handed_in:
            detail = f"{partner} has answered. Both answers open once you have, too."
        return step(early, headline, detail, "Answer", "expectations")
    if state.version and theirs.signed and not mine.signed:
        detail = "Read it as it stands now. You can still change it together."
        return step(Rank.WAITS_FOR_YOU, f"{partner} has signed your agreement", detail, "Read and sign", "agreement")
    if not mine.signed and due(Step.Kind.AGREEMENT):
        detail = "How often, how, and what stays between you. Half a page is enough."
        label = "Read and sign" if state.version else "Draft it"
        return step(Rank.DUE, f"Agree how you and {partner} work together", detail, label, "agreement")
    if wants_fit_answer(state, today=today):
        detail = f"One answer. Only the coordinators read it, {partner} doesn’t."
        return step(Rank.DUE, f"Does it fit, you and {partner}?", detail, "Answer", "fit_check")
    return None
