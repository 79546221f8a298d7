"""The certificate for one of a pair that has ended."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from mentoring.accounts.models import User
from pairings.endings import outcomes
from pairings.pair.access import View
from pairings.pair.models import Pairing

ENOUGH_SESSIONS = 3


@dataclass(frozen=True)
class Certificate:
    holder: User
    partner: User
    side: str
    sessions: int
    hours: str
    goals_reached: int
    coordinator: str


def is_given(pairing: Pairing, sessions: int) -> bool:
    """Once the pair has ended, if it ended as planned or after at least three sessions."""
    return not pairing.is_live and (pairing.ending == Pairing.Ending.PLANNED or sessions >= ENOUGH_SESSIONS)


def certificate(seen: View) -> Certificate | None:
    """The viewer's certificate; None if none `is_given`."""
    pairing = seen.pairing
    held = pairing.sessions.order_by().aggregate(number=Count("pk"), minutes=Sum("minutes"))
    if not is_given(pairing, held["number"]):
        return None
    return Certificate(
        holder=seen.viewer,
        partner=pairing.partner_of(seen.viewer),
        side=seen.side,
        sessions=held["number"],
        hours=in_hours(held["minutes"] or 0),
        goals_reached=outcomes.goals_reached(pairing),
        coordinator=_who_signs(seen),
    )


def in_hours(minutes: int) -> str:
    """“12”, “½” or “12½”: rounded to half an hour."""
    whole, half = divmod(round(minutes / 30), 2)
    return f"{whole or ''}½" if half else str(whole)


def _who_signs(seen: View) -> str:
    """The program's longest-serving coordinator other than the holder; empty if there is nobody else."""
    found = seen.pairing.program.memberships.coordinators().exclude(user=seen.viewer).select_related("user")
    first = found.order_by("joined_at", "pk").first()
    return str(first.user) if first else ""
