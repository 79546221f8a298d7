"""The promises of a pair: for its page, and for a card that needs no query."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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


def kept(pairing: Pairing, *, now: datetime) -> Kept:
    is_past = Q(pk__in=[])
    for owner in (pairing.mentor, pairing.mentee):
        is_past |= Q(owner=owner, due_on__lt=owner.user.today(now))
    late = is_past & Q(state=Promise.State.OPEN)
    counted = Promise.objects.filter(pairing=pairing).aggregate(
        kept=Count("pk", filter=Q(state=Promise.State.KEPT)),
        let_go=Count("pk", filter=Q(state=Promise.State.LET_GO)),
        overdue=Count("pk", filter=late),
    )
    return Kept(**counted)


def first_due(pairing: Pairing, viewer: User, *, now: datetime) -> list[Due]:
    """The open promises that are due first. Needs no query if the pairing came `with_promises()` and `with_people()`.

    A promise is late once its day is over for who owes it; “today” is the reader's own.
    """
    if not hasattr(pairing, "promise_rows"):
        pairing = with_promises(Pairing.objects.with_people().filter(pk=pairing.pk)).get()
    return [_due(row, pairing, viewer, now) for row in pairing.promise_rows]  # type: ignore[attr-defined]


def when(due_on: date, *, owner: User, reader: User, now: datetime) -> str:
    """“today”, “late”, or nothing."""
    if due_on == reader.today(now):
        return "today"
    return "late" if due_on < owner.today(now) else ""


def _due(row: dict[str, Any], pairing: Pairing, viewer: User, now: datetime) -> Due:
    due_on, is_mine = date.fromisoformat(row["due_on"]), row["owner"] == viewer.pk
    owner = viewer if is_mine else pairing.partner_of(viewer)
    said = when(due_on, owner=owner, reader=viewer, now=now)
    return Due(row["pk"], row["text"], due_on, is_mine, said == "late", said == "today")
