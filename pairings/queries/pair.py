"""What else the page of a pair shows, each part to those who may see it."""

from django.db.models import QuerySet

from mentoring.accounts.models import User
from pairings.access import View
from pairings.models import CheckIn, Session
from pairings.models.meeting import with_outlook
from pairings.models.pairing import PairingQuerySet
from pairings.queries.beginning import with_beginning
from programs.models import Answer

SESSIONS_SHOWN = 100  # the page folds away all but the newest


def with_cards(pairings: PairingQuerySet, user: User) -> PairingQuerySet:
    """Adds what the cards about sessions to come and the beginning need, and `has_goals`."""
    return with_outlook(with_beginning(pairings.with_goals(), user))


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
