"""The coordinators' list of pairs, and all pairs of one person."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from mentoring.accounts.models import User
from mentoring.postgres.names import ByName
from pairings.pair.models import Pairing
from pairings.sessions.models import Session
from pairings.touchpoints.models import Touchpoint
from programs.program.models import Program


@dataclass(frozen=True)
class PairRow:
    pairing: Pairing
    last_held_on: date | None
    next_due_on: date | None
    next_step: str
    overdue_days: int
    is_past_its_last_day: bool
    reason: str = ""  # why it needs a hand; empty unless that was asked for


def of_person(user: User) -> QuerySet[Pairing]:
    """Every pair the person takes or took part in: live ones first, then the most recently ended."""
    mine = Pairing.objects.taken_part_in_by(user).with_people()
    return mine.order_by(F("ended_on").desc(nulls_first=True), "-started_on", "-pk")


def of_program(program: Program, *, search: str = "", among: Collection[int] | None = None) -> QuerySet[Pairing]:
    """Pairs by what they need: active with the oldest open step first, then paused, then ended.

    `among` keeps only the pairs with these ids.
    """
    open_steps = Touchpoint.objects.open().filter(pairing=OuterRef("pk")).order_by("due_on", "pk")
    held = Session.objects.filter(pairing=OuterRef("pk")).order_by("-held_on")
    order = Case(
        When(state=Pairing.State.ACTIVE, then=Value(0)),
        When(state=Pairing.State.PAUSED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    pairs = Pairing.objects.filter(program=program).with_names()
    if among is not None:
        pairs = pairs.filter(pk__in=among)
    if search:
        pairs = pairs.filter(Q(mentor__user__name__reads_like=search) | Q(mentee__user__name__reads_like=search))
    return pairs.annotate(
        last_held_on=Subquery(held.values("held_on")[:1]),
        next_due_on=Subquery(open_steps.values("due_on")[:1]),
        next_step=Subquery(open_steps.values("step__title")[:1]),
        needs=order,
    ).order_by("needs", F("next_due_on").asc(nulls_last=True), ByName("mentee__user__name"), "pk")


def as_rows(pairs: Iterable[Pairing], *, today: date, reasons: Mapping[int, str]) -> list[PairRow]:
    return [_row(pair, today, reasons.get(pair.pk, "")) for pair in pairs]


def counts(program: Program) -> dict[str, int]:
    found = dict(Pairing.objects.filter(program=program).order_by().values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state, 0) for state in Pairing.State.values}


def _row(pair: Pairing, today: date, reason: str) -> PairRow:
    due_on: date | None = pair.next_due_on  # type: ignore[attr-defined]  # annotated in of_program
    is_active = pair.state == Pairing.State.ACTIVE
    return PairRow(
        pairing=pair,
        last_held_on=pair.last_held_on,  # type: ignore[attr-defined]
        next_due_on=due_on,
        next_step=pair.next_step or "",  # type: ignore[attr-defined]
        overdue_days=max(0, (today - due_on).days) if due_on and is_active else 0,
        is_past_its_last_day=is_active and pair.ends_on < today,
        reason=reason,
    )
