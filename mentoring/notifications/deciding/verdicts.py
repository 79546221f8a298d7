"""What becomes of notifications, saved in one statement per batch, or one by one if that fails."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from mentoring.notifications.planning.models import Mail, Notification

log = structlog.get_logger(__name__)

T = TypeVar("T")
State = Notification.State
OUTAGES = (OperationalError, InterfaceError)  # the database's fault, not a letter's: the next run tries again

KEEP = """
UPDATE notifications_notification told
SET state = verdict.state, reason = verdict.reason, digest_id = verdict.digest,
    title = COALESCE(verdict.title, told.title), url = COALESCE(verdict.url, told.url),
    in_app = COALESCE(verdict.in_app, told.in_app),
    shown_at = CASE WHEN verdict.in_app THEN COALESCE(told.shown_at, %s) ELSE told.shown_at END,
    held_from = CASE WHEN verdict.due_at <> told.due_at THEN COALESCE(told.held_from, told.due_at)
                     ELSE told.held_from END,
    due_at = COALESCE(verdict.due_at, told.due_at),
    decided_at = CASE WHEN verdict.state IN ('planned', 'folded') THEN NULL ELSE %s END
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::boolean[],
            %s::timestamptz[]) verdict (id, state, reason, digest, title, url, in_app, due_at)
WHERE told.id = verdict.id AND told.state IN ('planned', 'folded')
"""


@dataclass(frozen=True)
class Shown:
    """The line in the app."""

    title: str
    url: str
    in_app: bool


@dataclass(frozen=True)
class Verdict:
    """What becomes of one notification. If it waits, `due_at` is when it is looked at again."""

    notification: Notification
    state: str
    reason: str = ""
    due_at: datetime | None = None
    shown: Shown | None = None
    mail: Mail | None = None  # a mail of its own
    digest: Mail | None = None  # or one it shares with others


def failed(notification: Notification, error: Exception) -> Verdict:
    log.error("letter_failed", key=notification.key, exc_info=error)
    words = f"{type(error).__name__}: {error}".replace("\0", "").encode("utf-8", "replace").decode()
    return Verdict(notification, State.FAILED, words[:300])


def keep(groups: Sequence[Sequence[Verdict]], now: datetime) -> None:
    """Save the mails and what became of each notification. The verdicts of one group succeed or fail together."""

    def write(some: Sequence[Sequence[Verdict]]) -> None:
        _write([verdict for group in some for verdict in group], now)

    for group, error in alone(write, groups):
        _write([failed(verdict.notification, error) for verdict in group], now)


def alone(act: Callable[[Sequence[T]], None], items: Sequence[T]) -> list[tuple[T, Exception]]:
    """Call `act` for all items at once; if that fails, one by one, so that a bad item stops no others.

    Returns the items that failed, with their errors. Raises OUTAGES, which aren't the fault of any item.
    """
    try:
        with transaction.atomic():
            act(items)
    except OUTAGES:
        raise
    except Exception as error:
        if len(items) == 1:
            return [(items[0], error)]
        return [bad for item in items for bad in alone(act, [item])]
    return []


def _write(verdicts: Sequence[Verdict], now: datetime) -> None:
    mails = _mails(verdicts)
    if mails:
        Mail.objects.bulk_create(mails)
    columns = zip(*map(_row, verdicts), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [now, now, *map(list, columns)])


def _mails(verdicts: Iterable[Verdict]) -> list[Mail]:
    mails = {id(mail): mail for verdict in verdicts if (mail := verdict.mail or verdict.digest)}
    return list(mails.values())


def _row(verdict: Verdict) -> tuple[object, ...]:
    return (
        verdict.notification.pk,
        str(verdict.state),
        verdict.reason[:300],
        verdict.digest.pk if verdict.digest else None,
        verdict.shown.title if verdict.shown else None,
        verdict.shown.url if verdict.shown else None,
        verdict.shown.in_app if verdict.shown else None,
        verdict.due_at,
    )
