"""What the page of a pair loads for each viewer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import JSONObject, Left

from mentoring.accounts.models import User
from pairings.agenda.models import AgendaItem
from pairings.beginning import queries as beginning
from pairings.beginning import stepper
from pairings.endings import queries as endings
from pairings.messages.models import Message, unread_messages
from pairings.pair.access import View
from pairings.pair.models import Pairing, has_goals
from pairings.promises import queries as promises
from pairings.promises.models import promise_rows
from pairings.sessions.models import Session, SessionLog
from pairings.times.models import planned_rows, planned_rows_of_their_own, proposed_rows

TOPICS = 5
PROMISES = 5
WORDS = 200  # letters of what was written about a session
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
    asked = {name: what for name, what in found.items() if name not in vars(seen.pairing)}
    asked["planned_rows"] = planned_rows_of_their_own()
    vars(seen.pairing).update(Pairing.objects.values(**asked).get(pk=seen.pairing.pk))


def sessions_with_words(seen: View) -> QuerySet[Session]:
    """For the two: with the first words of what was heard, or else of the notes, as `heard` and `notes`; and how many
    there are, as `total`.
    """
    words = SessionLog.objects.visible_to(seen.viewer).filter(session=OuterRef("pk"))
    first = {"heard": "what_i_heard", "notes": "shared_notes"}
    annotated = {name: Subquery(words.values(some=Left(column, WORDS))[:1]) for name, column in first.items()}
    rows = seen.pairing.sessions.only("pairing_id", "held_on", "minutes").annotate(**annotated)
    return rows.annotate(total=Window(Count("*")))[:SESSIONS_SHOWN]


def topics(seen: View) -> list[AgendaItem]:
    """What the two want to talk about, at most so many as fit on the page; the agenda has all."""
    rows = AgendaItem.objects.visible_to(seen.viewer).coming().filter(pairing=seen.pairing, state=AgendaItem.State.OPEN)
    return list(rows.select_related("by")[:TOPICS])


def promised(seen: View, *, now: datetime) -> list[promises.Due]:
    """Those due first; needs no query once `load_own_cards` has run."""
    return promises.first_due(seen.pairing, seen.viewer, now=now)[:PROMISES]


def has_begun(seen: View) -> bool:
    """Whether the two have done all that a pair begins with, or the pair is over."""
    state = beginning.of_pairing(seen.pairing, seen.viewer)
    return not seen.pairing.is_live or all(item.state == "done" for item in stepper.items(seen, state))


@dataclass(frozen=True)
class Newest:
    """The last message of the two."""

    author: User
    text: str
    sent_at: datetime


def shown_together(viewer: User) -> dict[str, Any]:
    """Annotations that the view of what the two share needs, loaded together with the pairing."""
    rows = Message.objects.visible_to(viewer).filter(pairing=OuterRef("pk")).order_by("-pk")
    newest = rows.values(json=JSONObject(text="text", at="sent_at", by="author_id"))[:1]
    return {"unread_messages": unread_messages(viewer), "newest_message": Subquery(newest)}


def newest_message(seen: View) -> Newest | None:
    """Needs no query: the pairing comes with `shown_together`."""
    row = seen.pairing.newest_message  # type: ignore[attr-defined]  # annotated
    if not row:
        return None
    author = seen.viewer if row["by"] == seen.viewer.pk else seen.pairing.partner_of(seen.viewer)
    return Newest(author, row["text"], datetime.fromisoformat(row["at"]))


def sessions(seen: View) -> QuerySet[Session]:
    """Days and lengths, for the pair and for coordinators; what was written about them isn't loaded."""
    return seen.pairing.sessions.only("pairing_id", "held_on", "minutes")[:SESSIONS_SHOWN]
