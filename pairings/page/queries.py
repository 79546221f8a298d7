"""What else the page of a pair shows, each part to those who may see it."""

from typing import Any

from django.db.models import QuerySet

from pairings.beginning import queries as beginning
from pairings.endings import queries as endings
from pairings.messages.models import unread_messages
from pairings.pair.access import View
from pairings.pair.models import Pairing, has_goals
from pairings.promises.models import promise_rows
from pairings.sessions.models import Session
from pairings.times.models import planned_rows, proposed_rows

SESSIONS_SHOWN = 100  # the page folds away all but the newest


def shown_to_all() -> dict[str, Any]:
    """What the cards of a pair's page need whoever looks at it: asked for with the pairing itself."""
    return {"planned_rows": planned_rows(), **beginning.from_outside()}


def load_own_cards(seen: View) -> None:
    """Adds to the pairing what the cards of its page and its next step need besides for the two, in one query."""
    if not seen.is_pair:
        return
    found = {"has_goals": has_goals(), "promise_rows": promise_rows(), "proposed_rows": proposed_rows()}
    found |= {**endings.needed(), **beginning.from_inside(seen.viewer), "unread_messages": unread_messages(seen.viewer)}
    asked = {name: what for name, what in found.items() if name not in shown_to_all()}
    vars(seen.pairing).update(Pairing.objects.values(**asked).get(pk=seen.pairing.pk))


def sessions(seen: View) -> QuerySet[Session]:
    """Days and lengths, for the pair and for coordinators; the words are not loaded."""
    return seen.pairing.sessions.only("pairing_id", "held_on", "minutes")[:SESSIONS_SHOWN]
