"""First stage of delivery: what is due becomes mails, in the same transaction in which it is marked as told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.notifications import headers, kinds, letters, links
from mentoring.notifications.models import Mail, Notification, Preference, new_message_id

log = structlog.get_logger(__name__)

BATCH = 200
USEFUL_FOR = timedelta(days=2)
State = Notification.State


@dataclass(frozen=True)
class Verdict:
    """What becomes of one notification."""

    notification: Notification
    state: str
    reason: str = ""


def compose(now: datetime, *, limit: int | None = None) -> int:
    """Decide on what is due; returns how many notifications were decided. Two workers never take the same one."""
    mark_missed(now)
    decided, count = 0, BATCH
    while count == BATCH and (limit is None or decided < limit):
        count = _compose_batch(now)
        decided += count
    return decided


@transaction.atomic
def mark_missed(now: datetime) -> int:
    """Whatever is more than two days late stays unsent, with a reason; service mails are never too late."""
    late = (
        Notification.objects.planned()
        .filter(due_at__lt=now - USEFUL_FOR, kind__in=[kind.name for kind in kinds.optional()])
        .select_for_update(skip_locked=True)
    )
    return Notification.objects.filter(pk__in=late.values("pk")).update(
        state=State.MISSED, reason="More than two days late.", decided_at=now
    )


def _compose_batch(now: datetime) -> int:
    with transaction.atomic():
        # The row locks are the claim: they last for this transaction, and so does every trace of it.
        batch = list(
            Notification.objects.due(now)
            .order_by("due_at", "pk")
            .select_related("recipient")
            .select_for_update(skip_locked=True, of=("self",))[:BATCH]
        )
        groups: dict[str, list[Notification]] = defaultdict(list)
        verdicts = _unwanted(batch)
        settled = {verdict.notification.pk for verdict in verdicts}
        for notification in batch:
            if notification.pk not in settled:
                groups[notification.kind].append(notification)
        for name, group in groups.items():
            verdicts += _judge(name, group, now)
        _mark(verdicts, now)
    return len(batch)


def _unwanted(batch: Sequence[Notification]) -> list[Verdict]:
    off = set(
        Preference.objects.filter(
            by_mail=False,
            kind__in=[kind.name for kind in kinds.optional()],
            user__in={notification.recipient_id for notification in batch},
        ).values_list("user_id", "kind")
    )
    verdicts = []
    for notification in batch:
        if not notification.recipient.is_active:
            verdicts.append(Verdict(notification, State.SUPPRESSED, "The account is closed."))
        elif (notification.recipient_id, notification.kind) in off:
            verdicts.append(Verdict(notification, State.SUPPRESSED, "They have switched these mails off."))
    return verdicts


def _judge(name: str, group: list[Notification], now: datetime) -> list[Verdict]:
    """The whole group at once; where that fails, one by one, so that a bad row stops nothing else."""
    try:
        with transaction.atomic():
            return _write(kinds.get(name), group, now)
    except OperationalError:  # the database's trouble, not the letter's: the next run tries again
        raise
    except Exception as error:
        if len(group) > 1:
            return [verdict for notification in group for verdict in _judge(name, [notification], now)]
        log.exception("letter_failed", key=group[0].key)
        return [Verdict(group[0], State.FAILED, f"{type(error).__name__}: {error}"[:300])]


def _write(kind: kinds.Kind, group: list[Notification], now: datetime) -> list[Verdict]:
    prepared = kind.prepare(group, now) if kind.prepare else {}
    mails, verdicts, around = [], [], letters.frame()
    for notification in group:
        answer = prepared[notification.pk]
        if isinstance(answer, kinds.Suppressed):
            verdicts.append(Verdict(notification, State.SUPPRESSED, answer.reason[:300]))
        else:
            mails.append(_mail(kind, notification, answer, now, around))
            verdicts.append(Verdict(notification, State.DELIVERED))
    Mail.objects.bulk_create(mails)
    return verdicts


def _mail(
    kind: kinds.Kind, notification: Notification, letter: kinds.Letter, now: datetime, around: Mapping[str, Any]
) -> Mail:
    recipient = notification.recipient
    unsubscribe_url = "" if kind.service else _unsubscribe_url(kind.name, recipient.pk)
    context = {
        "recipient": recipient,
        "preferences_url": settings.SITE_URL + reverse("mail_preferences"),
        "unsubscribe_url": unsubscribe_url,
        **letter.context,
    }
    with timezone.override(recipient.zone):
        rendered = letters.render(letter.folder or kind.name, context, around=around)
    return Mail(
        notification=notification,
        recipient=recipient,
        to=recipient.email,
        kind=kind.name,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        headers=headers.compose(
            program_id=notification.program_id, unsubscribe_url=unsubscribe_url, thread=letter.thread
        ),
        calendar=letter.calendar,
        message_id=new_message_id(settings.SITE_HOST),
        program_id=notification.program_id,
        next_attempt_at=now,
        created_at=now,
    )


def _unsubscribe_url(kind: str, user_id: int) -> str:
    token = links.make_unsubscribe(kind, user_id=user_id)
    return settings.SITE_URL + reverse("unsubscribe", kwargs={"token": token})


def _mark(verdicts: Iterable[Verdict], now: datetime) -> None:
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for verdict in verdicts:
        alike[verdict.state, verdict.reason].append(verdict.notification.pk)
    for (state, reason), ids in alike.items():
        Notification.objects.planned().filter(pk__in=ids).update(state=state, reason=reason, decided_at=now)
