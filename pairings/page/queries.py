"""What the page of a pair loads for each viewer."""

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

SESSIONS_SHOWN = 100  # the most that are loaded; the page shows only the newest until asked for all


def shown_to_all() -> dict[str, Any]:
    """Annotations that the cards on a pair's page need for every viewer, loaded together with the pairing."""
    return {"planned_rows": planned_rows(), **beginning.from_outside()}


def load_own_cards(seen: View) -> None:
    """Set on the pairing what the cards and next step need for the two, in one query. Does nothing for coordinators."""
    if not seen.is_pair:
        return
    found = {"has_goals": has_goals(), "promise_rows": promise_rows(), "proposed_rows": proposed_rows()}
    found |= {**endings.needed(), **beginning.from_inside(seen.viewer), "unread_messages": unread_messages(seen.viewer)}
    asked = {name: what for name, what in found.items() if name not in shown_to_all()}
    vars(seen.pairing).update(Pairing.objects.values(**asked).get(pk=seen.pairing.pk))


def sessions(seen: View) -> QuerySet[Session]:
    """Days and lengths, for the pair and for coordinators; what was written about them isn't loaded."""
    return seen.pairing.sessions.only("pairing_id", "held_on", "minutes")[:SESSIONS_SHOWN]
