"""The first stage of delivery: what is due becomes mails, in the same transaction that marks it as told."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from mentoring.notifications.deciding import sifting
from mentoring.notifications.deciding.budget import Budget
from mentoring.notifications.deciding.verdicts import State, keep
from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification, NotificationQuerySet
from mentoring.notifications.wishes.models import MailHabits
from mentoring.notifications.wishes.pace import USEFUL_FOR
from mentoring.notifications.wishes.wanted import Wishes
from mentoring.notifications.writing import digesting
from mentoring.notifications.writing.telling import BatchContext, tell

BATCH = 200
LOOKED_AT = 1000
RHYTHMS = [MailHabits.Rhythm.DAILY, MailHabits.Rhythm.WEEKLY]
Batch = Callable[[datetime], tuple[int, bool]]


def compose(now: datetime, *, limit: int | None = None) -> int:
    """Decide on everything that is due. Returns how many notifications it looked at. No two workers take the same one.

    First it folds what goes into digests anyway, then it writes the digests that are due, then single mails. That way a
    digest comes before the single mails of its moment, and nobody gets two mails where one was promised.
    """
    mark_missed(now)
    looked_at = 0
    phases: list[Batch] = [_fold_batch, digesting.write_batch, _tell_batch]
    for batch in phases:
        more = True
        while more and (limit is None or looked_at < limit):
            count, more = batch(now)
            looked_at += count
    return looked_at


def mark_missed(now: datetime) -> int:
    """What is more than two days late is never sent and gets a reason. Service mails are never too late.

    The two days count from when it was allowed: Saturday's reminder that waited for Monday morning isn't late then.
    """
    marked, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(
                Notification.objects.planned()
                .filter(due_at__lt=now - USEFUL_FOR, kind__in=_optional(), pk__gt=last)
                .order_by("pk")
                .select_related("recipient")
                .select_for_update(skip_locked=True, of=("self",))[:LOOKED_AT]
            )
            if not rows:
                return marked
            wishes = _wishes(rows)
            late = [row.pk for row in rows if _moment(row, wishes) < now - USEFUL_FOR]
            marked += Notification.objects.filter(pk__in=late).update(
                state=State.MISSED, reason="More than two days late.", decided_at=now
            )
            last = rows[-1].pk


def _moment(row: Notification, wishes: Wishes) -> datetime:
    until = wishes.snoozed_until(row.recipient, row.about) or row.due_at
    return wishes.allowed_from(max(row.due_at, until), row.recipient, row.program_id)


def _fold_batch(now: datetime) -> tuple[int, bool]:
    rhythmic = Notification.objects.due(now).filter(kind__in=_optional(), recipient__mail_habits__rhythm__in=RHYTHMS)
    return _decide_batch(rhythmic, now)


def _tell_batch(now: datetime) -> tuple[int, bool]:
    return _decide_batch(Notification.objects.due(now), now)


@transaction.atomic
def _decide_batch(due: NotificationQuerySet, now: datetime) -> tuple[int, bool]:
    """Returns how many notifications it looked at, and whether there may be more."""
    claimed = _claim(due.order_by("due_at", "pk")[:BATCH])
    # Things told together must be looked at together, even if the batch ends between them.
    about = {row.about for row in claimed} - {""}
    alike = Notification.objects.due(now).filter(recipient__in={row.recipient_id for row in claimed}, about__in=about)
    batch = claimed + (_claim(alike.exclude(pk__in=[row.pk for row in claimed])) if about else [])
    if not batch:
        return 0, False
    wishes = _wishes(batch)
    settled, rest = sifting.sift(batch, wishes, now)
    answers = sifting.prepare(rest, now)
    superseded, rest = sifting.together(rest, answers)
    context = BatchContext(wishes, Budget({row.recipient for row in rest}, now), letters.frame(), now)
    verdicts = settled + superseded + [tell(row, answers[row.pk], context) for row in rest]
    keep([[verdict] for verdict in verdicts], now)
    return len(batch), len(claimed) == BATCH


def _claim(rows: NotificationQuerySet) -> list[Notification]:
    """Claim rows by locking them. The claim lasts for this transaction and leaves no trace.

    The recipients are locked, too: otherwise two workers at once would both see room in the same person's week.
    """
    locked = rows.select_related("recipient").select_for_update(skip_locked=True, no_key=True, of=("self", "recipient"))
    return list(locked)


def _wishes(rows: list[Notification]) -> Wishes:
    return Wishes((row.recipient for row in rows), (row.program_id for row in rows))


def _optional() -> list[str]:
    return [kind.name for kind in kinds.optional()]
