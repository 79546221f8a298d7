from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.notifications.deciding import sifting
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.planning.queries import _told
from mentoring.notifications.wishes.models import Snooze


def inbox(user: User) -> QuerySet[Notification]:
    """What the person was told in the app, newest first, except for what is no longer true.

    Adds `told_at`: since when it is shown; for rows from before that was kept, when it was told or, for what went into
    a digest, when it was first due.
    """
    aside = Q(state=Notification.State.FOLDED) | Q(digest__isnull=False)
    before = Case(When(aside, then=Coalesce("held_from", "due_at")), default=Coalesce("decided_at", "due_at"))
    told_at = Coalesce("shown_at", before)
    return _told(user).select_related("recipient").annotate(told_at=told_at).order_by("-told_at", "-pk")


def still_true(rows: Sequence[Notification], now: datetime) -> list[Notification]:
    """Those of these that would be told now. One whose kind can't say counts as true."""
    answers = sifting.prepare(rows, now)
    return [row for row in rows if not isinstance(answers[row.pk], kinds.Suppressed)]


@dataclass(frozen=True)
class InboxItem:
    notification: Notification
    told_at: datetime
    kind: str  # its title, not its name
    may_wait: bool
    snoozed_until: datetime | None


def by_day(rows: Sequence[Notification], user: User, *, now: datetime) -> list[tuple[date, list[InboxItem]]]:
    """One page of `inbox`, grouped by day in the active time zone.

    Takes one more query for the snoozes, and those of the kinds of what could wait: what is over waits for nothing.
    """
    snoozed = dict(Snooze.objects.filter(user=user, until__gt=now).values_list("about", "until"))
    waits = {row.pk for row in still_true([row for row in rows if kinds.may_wait(row)], now)}
    items = [
        InboxItem(row, row.told_at, kinds.title_of(row.kind), row.pk in waits, snoozed.get(row.about))  # type: ignore[attr-defined]  # annotated
        for row in rows
    ]
    days = groupby(items, key=lambda item: timezone.localdate(item.told_at))
    return [(day, list(found)) for day, found in days]
