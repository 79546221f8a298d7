"""Mark notifications as read. That is nobody else's business, so there is no activity entry."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from mentoring.accounts.models import User
from mentoring.notifications.inbox import queries
from mentoring.notifications.planning import queries as planning_queries
from mentoring.notifications.planning.models import Notification

MOST = 200  # unread lines that are looked at after one act


def read(notification: Notification, *, now: datetime) -> None:
    """Reading it again keeps the first time."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=now)


def read_all(user: User, *, now: datetime) -> int:
    return planning_queries.unread(user).update(read_at=now)


def finish(*, pairing_id: int | None = None, people: Iterable[int] = (), now: datetime) -> int:
    """Mark as read what is no longer to be done or known: somebody has acted on it, here or anywhere else.

    Looks at what is unread about the pair, and at what these people were told beside any pair.
    """
    about = Q(recipient__in=list(people), pairing_id=None)
    about |= Q(pairing_id=pairing_id) if pairing_id else Q()
    rows = list(planning_queries.shown().filter(about, read_at=None).select_related("recipient")[:MOST])
    true = {row.pk for row in queries.still_true(rows, now)}
    over = [row.pk for row in rows if row.pk not in true]
    return Notification.objects.filter(pk__in=over, read_at=None).update(read_at=now) if over else 0


def finish_after_commit(*, pairing_id: int | None = None, people: Iterable[int] = (), now: datetime) -> None:
    """Once per transaction and pair. Never stops the act that has just succeeded."""
    asked = partial(finish, pairing_id=pairing_id, people=tuple(people), now=now)
    connection = transaction.get_connection()
    here = set(connection.savepoint_ids)  # one in a savepoint that rolls back is dropped with it
    known = [call for savepoints, call, _ in connection.run_on_commit if savepoints <= here]
    if not any(isinstance(call, partial) and call.keywords == asked.keywords for call in known):
        transaction.on_commit(asked, robust=True)
