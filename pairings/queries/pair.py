"""What else the page of a pair shows, each part to those who may see it."""

from typing import Any

from django.db.models import QuerySet

from pairings.access import View
from pairings.models import CheckIn, Pairing, Session
from pairings.models.meeting import planned_rows, proposed_rows
from pairings.models.message import unread_messages
from pairings.models.pairing import has_goals
from pairings.models.promise import promise_rows
from pairings.queries import beginning, endings
from programs.models import Answer

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


def check_ins(seen: View, *, most: int | None = None) -> list[CheckIn]:
    """Ratings and comments: one's own for the pair, both sides' for a coordinator who isn't in it."""
    found = CheckIn.objects.filter(touchpoint__pairing=seen.pairing).order_by("-answered_at")
    rows = list((found.filter(member__user=seen.viewer) if seen.is_pair else found)[:most])
    for check_in in rows:
        check_in.member = seen.pairing.member(check_in.member_id)
    return rows


def partner_answers(seen: View) -> QuerySet[Answer]:
    """What the partner wrote in the application and marked by the program as “shown to my match”."""
    partner = seen.pairing.mentee if seen.side == "mentor" else seen.pairing.mentor
    return (
        Answer.objects.filter(
            application__program=seen.pairing.program,
            application__user=partner.user_id,
            application__role=partner.role,
            question__shown_to_match=True,
        )
        .select_related("question")
        .order_by("question__position")
    )
