"""Answers to the fit check, for those who may see them."""

from datetime import datetime

from mentoring.accounts.models import User
from pairings.fit_checks.models import FitCheck
from pairings.pair.access import View
from pairings.pair.models import Pairing


def fit_checks(seen: View) -> list[FitCheck]:
    """Only the viewer's own for one of the two, both sides' for a coordinator who isn't in the pair."""
    rows = seen.pairing.fit_checks.order_by("answered_at")
    found = list(rows.filter(member__user=seen.viewer) if seen.is_pair else rows)
    for fit_check in found:
        fit_check.member = seen.pairing.member(fit_check.member_id)
    return found


def own_fit_check(pairing: Pairing, user: User) -> FitCheck | None:
    return pairing.fit_checks.filter(member__user=user).first()


def has_answered(pairing: Pairing, user: User, *, now: datetime) -> bool:
    """Whether the person has said how it fits, and isn't to be asked again yet."""
    said = own_fit_check(pairing, user)
    return said is not None and (said.ask_again_on is None or said.ask_again_on > pairing.program.today(now))
