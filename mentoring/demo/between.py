"""What two of the demo put on their agenda and promise each other, by dice of their own: nothing else of it moves."""

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
    """The same for the same meeting of the same two, whenever the demo is told."""
    return random.Random(f"{pairing.mentor.user.email} {pairing.mentee.user.email} {number}")  # noqa: S311


def wishes(pairing: Pairing, number: int, *, today: date) -> list[Wish]:
    """One promise comes out of every third session or so."""
    chance = dice(pairing, number)
    if chance.random() > 0.3:
        return []
    side = chance.choice(["mentor", "mentee"])
    return [Wish(side, chance.choice(PROMISES[side]), today + timedelta(days=chance.choice([14, 21, 28])))]


def talk_about(points: list[AgendaItem], pairing: Pairing, number: int, *, now: datetime) -> None:
    """At the beginning of a session: what is on the agenda is talked about, what was promised is kept or let go.

    So nobody promises what stands open already.
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
    """After it: sometimes a first point for the next time."""
    pairing, chance = session.pairing, dice(session.pairing, 1000 + number)
    if chance.random() > 0.3:
        return []
    by = chance.choice([pairing.mentor, pairing.mentee]).user
    key = uuid.UUID(int=chance.getrandbits(128), version=4)
    return [agenda.add(pairing, text=chance.choice(POINTS), by=by, now=now, form_key=key)]
