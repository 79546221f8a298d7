"""The promises of a pair: a page, a card that costs no question, and what home says when one is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.web.steps import NextStep
from pairings.pair.models import Pairing
from pairings.promises.kept import Kept
from pairings.promises.models import Promise, with_promises
from pairings.sessions.models import Session

STEP_DUE = 8  # the rank of “a step is due” (docs/architecture.md)
MOST = 50  # rows of a list; the rest is one link away


@dataclass(frozen=True)
class Due:
    """An open promise, as one of the two sees it."""

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
    """The open ones that are due first. Without a query where the pair came `with_promises()`."""
    if not hasattr(pairing, "promise_rows"):
        pairing = with_promises(Pairing.objects.filter(pk=pairing.pk)).get()
    rows = ((row, date.fromisoformat(row["due_on"])) for row in pairing.promise_rows)  # type: ignore[attr-defined]
    return [Due(row["pk"], row["text"], day, row["owner"] == viewer.pk, day < today, day == today) for row, day in rows]


def next_steps(user: User, pairs: Sequence[Pairing], *, now: datetime) -> list[NextStep]:
    """What the person has promised for today or before. Load the pairs `with_people()` and `with_promises()`."""
    steps = []
    for pair in pairs:
        if pair.state != Pairing.State.ACTIVE or pair.program.is_closed:
            continue
        due = first_due(pair, user, today=pair.program.today(now))
        mine = [one for one in due if one.is_mine and (one.is_today or one.is_late)]
        if mine:
            steps.append(_step(pair, user, mine))
    return steps


def _step(pair: Pairing, user: User, mine: list[Due]) -> NextStep:
    partner = pair.partner_of(user).first_name
    what = "something" if len(mine) == 1 else f"{len(mine)} things"
    when = "for today" if all(one.is_today for one in mine) else "and the day has come"
    return NextStep(
        STEP_DUE,
        f"You promised {partner} {what} {when}",
        mine[0].text if len(mine) == 1 else "Say what became of each: kept, or let go with a word.",
        "See your promises",
        reverse("promises", args=[pair.pk]),
        program=pair.program.name,
    )
