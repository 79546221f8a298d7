"""Agendas and promises of the demo's pairs. They have dice of their own, so they change nothing else in the demo."""

import random
import uuid
from datetime import date, datetime, timedelta

from pairings.agenda import actions as agenda
from pairings.agenda.models import AgendaItem
from pairings.pair.models import Pairing
from pairings.promises import actions as promises
from pairings.promises.actions import Wish
from pairings.promises.models import Promise
from pairings.sessions.models import Session

POINTS = [
    "The talk next week: how to begin it",
    "What I would say no to, and how",
    "The feedback I got on my design",
    "Whom I should get to know",
    "How you plan a quiet week",
]
PROMISES = {
    "mentor": ["Ask whether you can sit in on our planning", "Send you the notes I gave my own team"],
    "mentee": ["Write down three questions before we meet", "Show my draft to one more person", "Lead the next demo"],
}


def dice(pairing: Pairing, number: int) -> random.Random:
    """The same dice for the same meeting of the same pair, every time the demo is built."""
    return random.Random(f"{pairing.mentor.user.email} {pairing.mentee.user.email} {number}")  # noqa: S311


def wishes(pairing: Pairing, number: int, *, today: date) -> list[Wish]:
    chance = dice(pairing, number)
    if chance.random() > 0.3:
        return []
    side = chance.choice(["mentor", "mentee"])
    return [Wish(side, chance.choice(PROMISES[side]), today + timedelta(days=chance.choice([14, 21, 28])))]


def talk_about(points: list[AgendaItem], pairing: Pairing, number: int, *, now: datetime) -> None:
    """Before a session: settle what is on the agenda and what was promised.

    That way nobody promises something that is still open.
    """
    chance = dice(pairing, -number)
    for item in points:
        agenda.put(item, AgendaItem.State.DONE, by=item.by, now=now)
    for promise in Promise.objects.open().with_people().filter(pairing=pairing):
        by = promise.owner.user
        if chance.random() < 0.8:
            promises.keep(promise, by=by, now=now)
        else:
            promises.let_go(promise, word="Something else came first.", by=by, now=now)


def look_ahead(session: Session, number: int, *, now: datetime) -> list[AgendaItem]:
    pairing, chance = session.pairing, dice(session.pairing, 1000 + number)
    if chance.random() > 0.3:
        return []
    by = chance.choice([pairing.mentor, pairing.mentee]).user
    key = uuid.UUID(int=chance.getrandbits(128), version=4)
    return [agenda.add(pairing, text=chance.choice(POINTS), by=by, now=now, form_key=key)]
