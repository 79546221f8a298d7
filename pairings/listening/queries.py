"""What each of the two may see about listening."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from mentoring.accounts.models import User
from pairings.agenda.models import AgendaItem
from pairings.listening import felt_heard
from pairings.listening.models import FeltHeard, HeardAnswer
from pairings.pair.models import Pairing
from pairings.sessions.models import Session, SessionLog

MOST = 30  # rows in a list, the newest
ASKED = timedelta(days=21)  # later on, nobody remembers what they meant


@dataclass(frozen=True)
class Listened:
    """One session for one of the two. `felt` is the mentee's own rating, None for anybody else."""

    answer: HeardAnswer | None
    is_stale: bool  # the mentor has changed the words since
    felt: FeltHeard | None
    covered: list[str]  # what was on the agenda


def of_session(session: Session, viewer: User, *, what_i_heard: str) -> Listened:
    """One query; call it only for the two of the pair."""
    covered = ArraySubquery(AgendaItem.objects.filter(session=OuterRef("pk")).order_by("pk").values("text"))
    rows = Session.objects.of(viewer).filter(pk=session.pk).select_related("heard_answer", "felt_heard")
    found = rows.annotate(covered=covered).first()
    answer: HeardAnswer | None = getattr(found, "heard_answer", None)
    felt: FeltHeard | None = getattr(found, "felt_heard", None)
    is_stale = answer is not None and answer.heard != what_i_heard
    own = felt if felt and felt.author_id == viewer.pk else None
    return Listened(answer, is_stale, own, found.covered if found else [])  # type: ignore[attr-defined]  # annotated


def trend_for(pairing: Pairing, viewer: User) -> felt_heard.Trend | None:
    """Only for the mentor; None for anybody else, even for the mentee, who can see their own ratings."""
    if viewer.pk != pairing.mentor.user_id:
        return None
    ratings = FeltHeard.objects.filter(session__pairing=pairing).order_by("pk")
    return felt_heard.trend(list(ratings.values_list("rating", flat=True)))


def own_ratings(pairing: Pairing, viewer: User) -> list[FeltHeard]:
    rows = FeltHeard.objects.visible_to(viewer).filter(session__pairing=pairing).select_related("session")
    return list(rows.order_by("-session__held_on", "-pk")[:MOST])


def talking_shares(pairing: Pairing, viewer: User) -> list[SessionLog]:
    """The newest logs in which the mentor estimated how much they talked; only for the two."""
    logs = SessionLog.objects.visible_to(viewer).filter(session__pairing=pairing, talking_share__isnull=False)
    return list(logs.select_related("session").order_by("-session__held_on", "-pk")[:MOST])
