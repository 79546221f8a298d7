"""How the demo's pairs end: well, at the end of the program, or early by both."""

import random
from datetime import datetime, timedelta

from mentoring.demo import between
from pairings.endings import actions as endings
from pairings.farewells import actions as farewells_actions
from pairings.farewells.actions import ReflectionAnswer
from pairings.keepsake import actions as keepsake_actions
from pairings.pair.models import Pairing

OF_MENTORS = [
    "Thank you for the day you told me that my advice had missed the point. I have listened differently since.",
    "Thank you for bringing the hard questions. Preparing for our sessions was the best hour of my week.",
    "Thank you for trusting me with the talk that went wrong. Seeing you give the next one was a joy.",
]
OF_MENTEES = [
    "Thank you for asking what I wanted before you told me what you would do. I hear myself ask it now.",
    "Thank you for the afternoon before my presentation. You only listened, and then I knew what to say.",
    "Thank you for never letting a promise slide, yours or mine. It made me take myself seriously.",
]
LEARNED = "That I can say no to a task, give a reason, and still be asked the next time."
ASKED = "I am moving to another site in two weeks. I would like to end it well while we still meet in person."


def end_well(pairing: Pairing, chance: random.Random, *, farewell: str, now: datetime) -> None:
    """Thanks both ways, a look back, the keepsake, and “finished”.

    `farewell`: “open” leaves the mentee's part undone, “at_once” ends the pair before its last day.
    """
    mentor, mentee = pairing.mentor.user, pairing.mentee.user
    thanks = farewells_actions.thank(pairing, text=_of(OF_MENTORS, pairing), by=mentor, now=now)
    keepsake_actions.release(pairing, chosen={("thanks", str(thanks.pk))}, by=mentor, now=now)
    endings.finish(pairing, at_once=farewell == "at_once", by=mentor, now=now)
    if farewell == "open":
        return
    later = now + timedelta(hours=chance.choice([1, 2]))
    answer = farewells_actions.thank(pairing, text=_of(OF_MENTEES, pairing), by=mentee, now=later)
    farewells_actions.reflect(pairing, answers={"learned": ReflectionAnswer(LEARNED, True)}, by=mentee, now=later)
    chosen = {("thanks", str(answer.pk)), ("reflection", "learned")}
    keepsake_actions.release(pairing, chosen=chosen, by=mentee, now=later)
    endings.finish(pairing, at_once=farewell == "at_once", by=mentee, now=later)


def end_early(pairing: Pairing, *, now: datetime) -> None:
    proposal = endings.propose(pairing, word=ASKED, by=pairing.mentee.user, now=now)
    endings.agree(pairing, proposal=proposal.pk, by=pairing.mentor.user, now=now + timedelta(hours=2))


def _of(words: list[str], pairing: Pairing) -> str:
    return between.dice(pairing, 0).choice(words)
