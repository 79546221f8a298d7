"""How many there are of whom in each program: one query for any number of programs."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from programs.models import Application, Invitation, Membership, Program

SILENT_AFTER = timedelta(days=7)


def with_counts(programs: QuerySet[Program], *, now: datetime) -> QuerySet[Program]:
    """Adds `live_pairs`, `participants`, `waiting` (for a decision) and `silent` (invitations without an answer)."""
    members = Membership.objects.active().exclude(role=Membership.Role.COORDINATOR)
    live = members.filter(pairings_as_mentee__state__in=["active", "paused"])
    waiting = Application.objects.filter(state=Application.State.SUBMITTED)
    silent = Invitation.objects.open(now).filter(sent_at__lte=now - SILENT_AFTER)
    return programs.annotate(
        live_pairs=_count(live, "pairings_as_mentee"),
        participants=_count(members, "user"),
        waiting=_count(waiting, "pk"),
        silent=_count(silent, "pk"),
    )


def _count(rows: QuerySet[Any], what: str) -> Coalesce:
    mine = rows.filter(program=OuterRef("pk")).order_by().values("program")
    return Coalesce(Subquery(mine.annotate(n=Count(what, distinct=True)).values("n")), 0)
