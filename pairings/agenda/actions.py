"""Add to the agenda, tick off, move to next time. Each point is its own row, so two who write at once lose nothing."""

from datetime import datetime
from uuid import UUID

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.agenda.models import AgendaItem
from pairings.pair import acting
from pairings.pair.acting import TheTwo, read_only
from pairings.pair.models import Pairing
from pairings.sessions.models import Session

# What the activity page says after the actor's name.
SENTENCES = {
    "agenda.added": "added something to an agenda",
}

State = AgendaItem.State
THE_TWO = TheTwo(
    others="The agenda is between the two of this pair.",
    ended=read_only("its agenda"),
)


def add(
    pairing: Pairing, *, text: str, by: User, now: datetime, form_key: UUID, kind: str = AgendaItem.Kind.POINT
) -> AgendaItem:
    """The same `form_key` again returns the point added the first time. Raises Refused."""
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        item, is_new = AgendaItem.objects.get_or_create(
            form_key=form_key, defaults={"pairing": pairing, "kind": kind, "text": text, "by": by, "added_at": now}
        )
        if not is_new and (item.pairing_id != pairing.pk or item.by_id != by.pk):
            raise Refused("This form has been used already. Open it again.")
        if is_new:
            act.record("agenda.added", item)
    return item


def put(item: AgendaItem, state: str, *, by: User, now: datetime) -> bool:
    """Returns whether anything changed. Raises Refused.

    A point that is in this state already, or that a session has taken along meanwhile, stays as it is. No activity
    entry: people tick things off ten times an hour, and the session already says that they have met.
    """
    with acting.on(item, by=by, now=now, only=THE_TWO):
        return bool(AgendaItem.objects.coming().filter(pk=item.pk).exclude(state=state).update(state=state))


def follow(session: Session) -> None:
    """After a session was logged: what was ticked off goes with it, what was put off to next time is open again."""
    coming = AgendaItem.objects.coming().filter(pairing=session.pairing_id)
    coming.filter(state=State.DONE).update(session=session)
    coming.filter(state=State.NEXT_TIME).update(state=State.OPEN)
