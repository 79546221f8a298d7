"""People, pairs, applications and invitations per program, in one query for any number of programs."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import OuterRef, QuerySet

from mentoring.web.counting import Number
from programs.applications.models import Application
from programs.invitations.models import Invitation
from programs.program.models import Membership, Program

SILENT_AFTER = timedelta(days=7)


def _count(rows: QuerySet[Any], what: str) -> Number:
    return Number(rows.filter(program=OuterRef("pk")).order_by().values(what).distinct())


# Built once, because home needs them every time a coordinator visits.
_MEMBERS = Membership.objects.active().exclude(role=Membership.Role.COORDINATOR)
_PARTICIPANTS = _count(_MEMBERS, "user")
_WAITING = _count(Application.objects.filter(state=Application.State.SUBMITTED), "pk")


@cache
def _live() -> Number:
    """Built on first use, because pairs are defined in an app above this one."""
    return _count(_MEMBERS.filter(pairings_as_mentee__state__in=["active", "paused"]), "pairings_as_mentee")


def with_counts(programs: QuerySet[Program], *, now: datetime) -> QuerySet[Program]:
    """Add `live_pairs`, `participants`, `waiting` (for a decision) and `silent` (invitations unanswered for a week)."""
    silent = Invitation.objects.open(now).filter(sent_at__lte=now - SILENT_AFTER)
    return programs.annotate(
        live_pairs=_live(),
        participants=_PARTICIPANTS,
        waiting=_WAITING,
        silent=_count(silent, "pk"),
    )
