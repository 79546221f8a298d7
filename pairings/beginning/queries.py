"""How far a pair is with its beginning: introduction, expectations, agreement, fit check."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONArray

from mentoring.accounts.models import User
from pairings.agreement.models import AgreementVersion
from pairings.expectations.models import Expectation
from pairings.fit_checks.models import FitCheck
from pairings.introductions.models import Introduction
from pairings.pair.models import Pairing, PairingQuerySet
from pairings.sessions.models import Session
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step

KINDS = (Step.Kind.INTRODUCTION, Step.Kind.EXPECTATIONS, Step.Kind.AGREEMENT, Step.Kind.FIT_CHECK)
SIGNATURES = 2  # of a version that both have signed


@dataclass(frozen=True)
class Side:
    introduced: bool
    handed_in: bool
    signed: bool  # the newest version of the agreement


@dataclass(frozen=True)
class State:
    """Of one pair. `fit` is the viewer's own answer, `due` the days of the viewer's open steps by kind."""

    mentor: Side
    mentee: Side
    version: int | None  # the newest version of the agreement
    signed_version: int | None  # the newest that both have signed
    fit: str
    ask_again_on: date | None
    has_met: bool
    due: dict[str, date]

    @property
    def is_open(self) -> bool:
        return self.mentor.handed_in and self.mentee.handed_in

    @property
    def is_signed(self) -> bool:
        return self.signed_version is not None

    def of(self, side: str) -> tuple[Side, Side]:
        """The given side, then its partner."""
        return (self.mentor, self.mentee) if side == "mentor" else (self.mentee, self.mentor)


def with_beginning(pairings: PairingQuerySet, user: User) -> PairingQuerySet:
    return pairings.annotate(**from_inside(user))


def states(pairings: Iterable[Pairing], user: User) -> dict[int, State]:
    """By pairing id; one query, or none for pairings that come `with_beginning()`. Load them `with_people()`.

    What a query returns is kept on each pairing, so that it isn't asked again.
    """
    known = {pairing.pk: pairing for pairing in pairings}
    missing = [pk for pk, pairing in known.items() if not hasattr(pairing, "introduced")]
    if missing:
        for row in Pairing.objects.filter(pk__in=missing).values("pk", **from_inside(user)):
            vars(known[row["pk"]]).update(row)
    return {pk: _state(pairing, user) for pk, pairing in known.items()}


def of_pairing(pairing: Pairing, user: User) -> State:
    return states([pairing], user)[pairing.pk]


def has_done_their_part(touchpoints: Iterable[Touchpoint]) -> set[tuple[int, int]]:
    """(touchpoint, membership) of those who have done their part of a beginning step; at most three queries."""
    done: set[tuple[int, int]] = set()
    sources: dict[str, Any] = {
        Step.Kind.INTRODUCTION: Introduction.objects.all(),
        Step.Kind.EXPECTATIONS: Expectation.objects.handed_in(),
        Step.Kind.FIT_CHECK: FitCheck.objects.all(),
    }
    for kind, rows in sources.items():
        asked = {one.pairing_id: one.pk for one in touchpoints if one.step.kind == kind and one.occurrence == 1}
        if asked:
            found = rows.filter(pairing__in=asked).values_list("pairing_id", "member_id")
            done |= {(asked[pairing], member) for pairing, member in found}
    return done


@cache
def from_outside() -> dict[str, Any]:
    """Annotations that `states` needs for somebody who isn't in the pair.

    Cached, because building the subqueries takes longer than running them.
    """
    of_pair = {"pairing": OuterRef("pk")}
    introduced, handed_in = Introduction.objects.filter(**of_pair), Expectation.objects.handed_in().filter(**of_pair)
    versions = AgreementVersion.objects.filter(**of_pair).order_by()
    return {
        "introduced": ArraySubquery(introduced.order_by().values("member")),
        "handed_in": ArraySubquery(handed_in.order_by().values("member")),
        "signatures": ArraySubquery(versions.values(json=JSONArray("number", "signatures__member"))),
    }


@cache
def _from_either_side() -> dict[str, Any]:
    of_pair = {"pairing": OuterRef("pk")}
    open_steps = Touchpoint.objects.open().filter(**of_pair, step__enabled=True, step__kind__in=KINDS)
    steps = open_steps.order_by("-due_on").values(json=JSONArray("step__kind", "step__doer", "due_on"))
    return {"has_met": Exists(Session.objects.filter(**of_pair)), "first_steps": ArraySubquery(steps)}


def from_inside(user: User) -> dict[str, Any]:
    """Annotations that `states` needs for one of the two: also what waits for them and their own fit check."""
    fit = FitCheck.objects.filter(pairing=OuterRef("pk"), member__user=user).order_by()
    said = Subquery(fit.values(json=JSONArray("answer", "ask_again_on"))[:1])
    return {**from_outside(), **_from_either_side(), "fit_said": said}


def _state(pairing: Any, user: User) -> State:
    signed: dict[int, set[int]] = defaultdict(set)
    for number, member in pairing.signatures:
        signed[number] |= {member} - {None}  # None: nobody has signed this version yet
    version = max(signed, default=None)

    def side(member: int) -> Side:
        handed_in, has_signed = member in pairing.handed_in, version is not None and member in signed[version]
        return Side(member in pairing.introduced, handed_in, has_signed)

    fit, ask_again_on = getattr(pairing, "fit_said", None) or ("", None)
    return State(
        mentor=side(pairing.mentor_id),
        mentee=side(pairing.mentee_id),
        version=version,
        signed_version=max((number for number, members in signed.items() if len(members) == SIGNATURES), default=None),
        fit=fit,
        ask_again_on=date.fromisoformat(ask_again_on) if ask_again_on else None,
        has_met=getattr(pairing, "has_met", False),
        due=_due(pairing, user),
    )


def _due(pairing: Any, user: User) -> dict[str, date]:
    doers = {str(Step.Doer.BOTH)}
    doers |= {str(Step.Doer.MENTOR)} if pairing.mentor.user_id == user.pk else set()
    doers |= {str(Step.Doer.MENTEE)} if pairing.mentee.user_id == user.pk else set()
    # The rows are sorted with the last day first, so the first day overwrites it.
    return {kind: date.fromisoformat(day) for kind, doer, day in getattr(pairing, "first_steps", ()) if doer in doers}


def wants_fit_answer(state: State, *, today: date) -> bool:
    """After the first session or on the step's day; whoever is still deciding is asked again on their day."""
    if state.fit:
        return state.ask_again_on is not None and state.ask_again_on <= today
    due = state.due.get(Step.Kind.FIT_CHECK)
    return due is not None and (state.has_met or due <= today)
