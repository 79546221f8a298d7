"""A mail that has waited is checked once more before it is sent: what it says may not be true any more."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from mentoring.notifications.deciding import sifting
from mentoring.notifications.deciding.budget import DIGEST
from mentoring.notifications.deciding.sifting import PreparedOrError
from mentoring.notifications.deciding.verdicts import State
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.wishes.wanted import Wishes
from mentoring.notifications.writing.telling import NO_DIGESTS

log = structlog.get_logger(__name__)

WAITED = timedelta(minutes=10)
UNCHECKED = "Not sent: we couldn’t tell whether it is still true. The log of the worker has more."


@dataclass(frozen=True)
class Doubt:
    """Why one notification is not to be mailed after all; `in_app`: it stays where it was told already."""

    reason: str
    in_app: bool = False
    broken: bool = False


def still_true(mails: Sequence[Mail], now: datetime) -> list[Mail]:
    """Those that may be sent. The others are withdrawn, a digest only if nothing in it is true any more."""
    waited = {mail.pk: mail for mail in mails if _has_waited(mail, now)}
    if not waited:
        return list(mails)
    told = _told_in(waited)
    rows = [row for rows in told.values() for row in rows]
    wishes = Wishes((row.recipient for row in rows), (row.program_id for row in rows))
    answers = sifting.prepare(rows, now)
    withdrawn: set[int] = set()
    for pk, theirs in told.items():
        doubts = {row.pk: _doubt(row, waited[pk], answers[row.pk], wishes, now) for row in theirs}
        known = {row: doubt for row, doubt in doubts.items() if doubt}
        if len(known) == len(theirs):
            _withdraw(waited[pk], known, now)
            withdrawn.add(pk)
    return [mail for mail in mails if mail.pk not in withdrawn]


def _has_waited(mail: Mail, now: datetime) -> bool:
    return mail.created_at < now - WAITED and (mail.notification_id is not None or mail.kind == DIGEST)


def _told_in(mails: dict[int, Mail]) -> dict[int, list[Notification]]:
    """The notifications by the mail that tells them."""
    single = {mail.notification_id: mail.pk for mail in mails.values() if mail.notification_id}
    told: dict[int, list[Notification]] = defaultdict(list)
    for row in Notification.objects.filter(Q(pk__in=single) | Q(digest__in=mails)).select_related("recipient"):
        told[single.get(row.pk) or row.digest_id or 0].append(row)
    return told


def _doubt(row: Notification, mail: Mail, answer: PreparedOrError, wishes: Wishes, now: datetime) -> Doubt | None:
    if not row.recipient.is_active:
        return Doubt(sifting.CLOSED)
    if isinstance(answer, kinds.Suppressed):
        return Doubt(answer.reason)
    if isinstance(answer, Exception):
        log.error("mail_cant_be_checked", key=row.key, exc_info=answer)
        return Doubt(UNCHECKED, in_app=row.in_app, broken=True)
    until = wishes.snoozed_until(row.recipient, row.about)
    if until and until > now:
        return Doubt(sifting.SNOOZED)
    if reason := sifting.no_mail(row, wishes) or _no_digest(mail, row, wishes):
        return Doubt(reason, in_app=row.in_app)
    return None


def _no_digest(mail: Mail, row: Notification, wishes: Wishes) -> str:
    return NO_DIGESTS if mail.kind == DIGEST and not wishes.by_mail(row.recipient, DIGEST) else ""


@transaction.atomic
def _withdraw(mail: Mail, doubts: dict[int, Doubt], now: datetime) -> None:
    broken = any(doubt.broken for doubt in doubts.values())
    ours = Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, claim=mail.claim).update(
        state=Mail.State.FAILED if broken else Mail.State.WITHDRAWN,
        server_answer=_together(doubt.reason for doubt in doubts.values()),
        claim=None,
        claimed_at=None,
    )
    if not ours:
        return
    for pk, doubt in doubts.items():
        if doubt.broken:  # a fault of ours: it stands in the mail log, and can be sent again
            continue
        state, reason = State.SUPPRESSED, doubt.reason
        if doubt.in_app:
            state, reason = State.DELIVERED, sifting.in_app_reason(doubt.reason)
        Notification.objects.filter(pk=pk).update(state=state, reason=reason[:300], decided_at=now)


def _together(reasons: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(reasons))[:1000]
