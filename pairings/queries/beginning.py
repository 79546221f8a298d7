"""How far a pair is with its beginning: introduction, expectations, agreement, fit check."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONArray

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
SIGNATURES = 2  # of a version that stands


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
    """By pairing: in one query, or in none for those that come `with_beginning`. Remembered with each pairing.

    Load the pairings `with_people()`.
    """
    known = {pairing.pk: pairing for pairing in pairings}
    missing = [pk for pk, pairing in known.items() if not hasattr(pairing, "newest_number")]
    if missing:
        for row in with_beginning(Pairing.objects.filter(pk__in=missing), user):
            vars(known[row.pk]).update({name: getattr(row, name) for name in _annotations(user)})
    return {pk: _state(pairing, user) for pk, pairing in known.items()}


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
    rows = seen.pairing.fit_checks.order_by("answered_at")
    found = list(rows.filter(member__user=seen.viewer) if seen.is_pair else rows)
    for fit_check in found:
        fit_check.member = seen.pairing.member(fit_check.member_id)
    return found


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
    """Few and small: each is a subquery of a page's longest statement. `_state` puts them together."""
    of_pair = {"pairing": OuterRef("pk")}
    handed_in, introduced = Expectation.objects.handed_in(), Introduction.objects.all()
    signatures = AgreementSignature.objects.filter(version__pairing=OuterRef("pk")).order_by()
    versions = AgreementVersion.objects.filter(**of_pair).order_by("-number")
    fit = FitCheck.objects.filter(**of_pair, member__user=user).order_by()
    open_steps = Touchpoint.objects.open().filter(**of_pair, step__enabled=True, step__kind__in=KINDS)
    return {
        "introduced": ArraySubquery(introduced.filter(**of_pair).order_by().values("member")),
        "handed_in": ArraySubquery(handed_in.filter(**of_pair).order_by().values("member")),
        "signatures_given": ArraySubquery(signatures.values(json=JSONArray("version__number", "member"))),
        "newest_number": Subquery(versions.values("number")[:1]),
        "fit_said": Subquery(fit.values(json=JSONArray("answer", "ask_again_on"))[:1]),
        "has_met": Exists(Session.objects.filter(**of_pair)),
        "first_steps": ArraySubquery(
            open_steps.order_by("-due_on").values(json=JSONArray("step__kind", "step__doer", "due_on"))
        ),
    }


def _state(pairing: Any, user: User) -> State:
    signed: dict[int, set[int]] = defaultdict(set)
    for number, member in pairing.signatures_given:
        signed[number].add(member)
    newest: set[int] = signed.get(pairing.newest_number, set())

    def side(member: int) -> Side:
        return Side(member in pairing.introduced, member in pairing.handed_in, member in newest)

    fit, ask_again_on = pairing.fit_said or ("", None)
    return State(
        mentor=side(pairing.mentor_id),
        mentee=side(pairing.mentee_id),
        version=pairing.newest_number,
        signed_version=max((number for number, members in signed.items() if len(members) == SIGNATURES), default=None),
        fit=fit,
        ask_again_on=date.fromisoformat(ask_again_on) if ask_again_on else None,
        has_met=pairing.has_met,
        due=_due(pairing, user),
    )


def _due(pairing: Any, user: User) -> dict[str, date]:
    """The first day of each kind, of the steps that are this person's to do."""
    doers = {str(Step.Doer.BOTH)}
    doers |= {str(Step.Doer.MENTOR)} if pairing.mentor.user_id == user.pk else set()
    doers |= {str(Step.Doer.MENTEE)} if pairing.mentee.user_id == user.pk else set()
    # The last come first, so that the first one stays.
    return {kind: date.fromisoformat(day) for kind, doer, day in pairing.first_steps if doer in doers}


def wants_fit_answer(state: State, *, today: date) -> bool:
    """After the first session, or on the day of the step; who is still deciding is asked again on the day."""
    if state.fit:
        return state.ask_again_on is not None and state.ask_again_on <= today
    due = state.due.get(Step.Kind.FIT_CHECK)
    return due is not None and (state.has_met or due <= today)
