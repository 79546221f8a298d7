"""How far a pair is with its beginning: introduction, expectations, agreement, fit check."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from mentoring.accounts.models import User
from pairings.access import View
from pairings.models import (
    AgreementSignature,
    AgreementVersion,
    Expectation,
    FitCheck,
    Introduction,
    Pairing,
    Session,
    Touchpoint,
)
from pairings.models.pairing import PairingQuerySet
from programs.models import Step

KINDS = (Step.Kind.INTRODUCTION, Step.Kind.EXPECTATIONS, Step.Kind.AGREEMENT, Step.Kind.FIT_CHECK)


@dataclass(frozen=True)
class Side:
    """What one of the two has done."""

    introduced: bool
    handed_in: bool
    signed: bool  # the newest version of the agreement


@dataclass(frozen=True)
class State:
    """Of one pair; `fit` is the viewer's own answer, `due` the days of the viewer's open steps by kind."""

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
        """Whether the answers about expectations have opened."""
        return self.mentor.handed_in and self.mentee.handed_in

    @property
    def is_signed(self) -> bool:
        return self.signed_version is not None

    def of(self, side: str) -> tuple[Side, Side]:
        """The side itself and its partner."""
        return (self.mentor, self.mentee) if side == "mentor" else (self.mentee, self.mentor)


def with_beginning(pairings: PairingQuerySet, user: User) -> PairingQuerySet:
    """Adds what `states` needs, so that it asks the database nothing more."""
    return pairings.annotate(**_annotations(user))


def states(pairings: Iterable[Pairing], user: User) -> dict[int, State]:
    """By pairing: in one query, or in none for those that come `with_beginning`. Remembered with each pairing."""
    known = {pairing.pk: pairing for pairing in pairings}
    missing = [pk for pk, pairing in known.items() if not hasattr(pairing, "newest_number")]
    if missing:
        for row in with_beginning(Pairing.objects.filter(pk__in=missing), user):
            vars(known[row.pk]).update({name: getattr(row, name) for name in _annotations(user)})
    return {pk: _state(pairing) for pk, pairing in known.items()}


def of_pairing(pairing: Pairing, user: User) -> State:
    return states([pairing], user)[pairing.pk]


def introductions(seen: View) -> dict[str, Introduction]:
    """By side, “mine” and “theirs”, for the pair alone. How to reach somebody is left out once the pair has ended."""
    rows = Introduction.objects.visible_to(seen.viewer).filter(pairing=seen.pairing).select_related("member")
    found = {"mine" if row.member.user_id == seen.viewer.pk else "theirs": row for row in rows}
    if not seen.pairing.is_live and "theirs" in found:
        found["theirs"].reach = ""
    return found


def fit_checks(seen: View) -> list[FitCheck]:
    """One's own for the pair, both sides' for a coordinator who isn't in it."""
    rows = seen.pairing.fit_checks.select_related("member__user").order_by("answered_at")
    return list(rows.filter(member__user=seen.viewer) if seen.is_pair else rows)


def has_done_their_part(touchpoints: Iterable[Touchpoint]) -> set[tuple[int, int]]:
    """(touchpoint, membership) of those who have done their part of a step of the beginning: three queries, or none."""
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


def _annotations(user: User) -> dict[str, Any]:
    return {**_sides(), **_agreement(), **_fit(user), **_days(user)}


def _sides() -> dict[str, Any]:
    annotations: dict[str, Any] = {}
    for side in ("mentor", "mentee"):
        theirs = {"pairing": OuterRef("pk"), "member": OuterRef(side)}
        annotations[f"{side}_introduced"] = Exists(Introduction.objects.filter(**theirs))
        annotations[f"{side}_handed_in"] = Exists(Expectation.objects.handed_in().filter(**theirs))
    return annotations


def _agreement() -> dict[str, Any]:
    versions = AgreementVersion.objects.filter(pairing=OuterRef("pk")).order_by("-number")
    signatures = AgreementSignature.objects.filter(version=OuterRef("newest_version"))
    return {
        "newest_version": Subquery(versions.values("pk")[:1]),
        "newest_number": Subquery(versions.values("number")[:1]),
        "signed_number": Subquery(versions.signed().order_by("-number").values("number")[:1]),
        "mentor_signed": Exists(signatures.filter(member=OuterRef("mentor"))),
        "mentee_signed": Exists(signatures.filter(member=OuterRef("mentee"))),
    }


def _fit(user: User) -> dict[str, Any]:
    mine = FitCheck.objects.filter(pairing=OuterRef("pk"), member__user=user)
    return {
        "fit": Subquery(mine.values("answer")[:1]),
        "fit_again_on": Subquery(mine.values("ask_again_on")[:1]),
        "has_met": Exists(Session.objects.filter(pairing=OuterRef("pk"))),
    }


def _days(user: User) -> dict[str, Any]:
    """Of the steps that are this person's to do."""
    mine = Q(step__doer=Step.Doer.BOTH)
    mine |= Q(step__doer=Step.Doer.MENTOR, pairing__mentor__user=user)
    mine |= Q(step__doer=Step.Doer.MENTEE, pairing__mentee__user=user)
    rows = Touchpoint.objects.open().filter(mine, pairing=OuterRef("pk"), step__enabled=True).order_by("due_on")
    return {f"due_{kind}": Subquery(rows.filter(step__kind=kind).values("due_on")[:1]) for kind in KINDS}


def _state(row: Any) -> State:
    def side(name: str) -> Side:
        return Side(*(getattr(row, f"{name}_{done}") for done in ("introduced", "handed_in", "signed")))

    due = {str(kind): getattr(row, f"due_{kind}") for kind in KINDS}
    return State(
        mentor=side("mentor"),
        mentee=side("mentee"),
        version=row.newest_number,
        signed_version=row.signed_number,
        fit=row.fit or "",
        ask_again_on=row.fit_again_on,
        has_met=row.has_met,
        due={kind: day for kind, day in due.items() if day},
    )


def wants_fit_answer(state: State, *, today: date) -> bool:
    """After the first session, or on the day of the step; who is still deciding is asked again on the day."""
    if state.fit:
        return state.ask_again_on is not None and state.ask_again_on <= today
    due = state.due.get(Step.Kind.FIT_CHECK)
    return due is not None and (state.has_met or due <= today)
