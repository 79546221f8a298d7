"""The promises of a pair: for its page, and for a card that needs no query."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from pairings.promises.kept import Kept
from pairings.promises.models import Promise, with_promises
from pairings.sessions.models import Session

MOST = 50  # rows in each list; a link shows the rest


@dataclass(frozen=True)
class Due:
    pk: int
    text: str
    due_on: date
    is_mine: bool
    is_late: bool
    is_today: bool


def of_pair(pairing: Pairing, viewer: User) -> QuerySet[Promise]:
    return Promise.objects.visible_to(viewer).filter(pairing=pairing).select_related("owner__user")


def open_of(pairing: Pairing, viewer: User) -> QuerySet[Promise]:
    return of_pair(pairing, viewer).filter(state=Promise.State.OPEN)


def settled_of(pairing: Pairing, viewer: User) -> QuerySet[Promise]:
    return of_pair(pairing, viewer).exclude(state=Promise.State.OPEN).order_by("-settled_on", "-pk")


def made_in(session: Session) -> list[Promise]:
    return list(session.promises.select_related("owner__user"))


def kept(pairing: Pairing, *, today: date) -> Kept:
    late = Q(state=Promise.State.OPEN, due_on__lt=today)
    counted = Promise.objects.filter(pairing=pairing).aggregate(
        kept=Count("pk", filter=Q(state=Promise.State.KEPT)),
        let_go=Count("pk", filter=Q(state=Promise.State.LET_GO)),
        overdue=Count("pk", filter=late),
    )
    return Kept(**counted)


def first_due(pairing: Pairing, viewer: User, *, today: date) -> list[Due]:
    """The open promises that are due first. Needs no query if the pairing came `with_promises()`."""
    if not hasattr(pairing, "promise_rows"):
        pairing = with_promises(Pairing.objects.filter(pk=pairing.pk)).get()
    rows = ((row, date.fromisoformat(row["due_on"])) for row in pairing.promise_rows)  # type: ignore[attr-defined]
    return [Due(row["pk"], row["text"], day, row["owner"] == viewer.pk, day < today, day == today) for row, day in rows]
