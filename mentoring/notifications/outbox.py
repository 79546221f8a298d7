"""Put something into the outbox: rows, written inside the transaction of the act they tell about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.notifications import letters, wake
from mentoring.notifications.models import Mail, Notification, new_message_id


def tell(
    recipient: User,
    kind: str,
    *,
    key: str,
    payload: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
    program_id: int | None = None,
    pairing_id: int | None = None,
    now: datetime | None = None,
) -> None:
    """Plan one notification. The same `key` a second time changes nothing. `payload` holds ids, not texts."""
    Notification.objects.bulk_create(
        [
            Notification(
                key=key,
                recipient=recipient,
                kind=kind,
                payload=dict(payload or {}),
                due_at=due_at or now or timezone.now(),
                program_id=program_id,
                pairing_id=pairing_id,
            )
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(wake.delivery)


def write(
    to: str,
    kind: str,
    context: Mapping[str, Any],
    *,
    recipient: User | None = None,
    program_id: int | None = None,
    now: datetime | None = None,
) -> Mail:
    """Queue one mail to an address, for those who are no recipients of notifications yet (an invitation, a code)."""
    rendered = letters.render(kind, context)
    mail = Mail.objects.create(
        to=to,
        kind=kind,
        recipient=recipient,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        headers={"Auto-Submitted": "auto-generated"},
        message_id=new_message_id(settings.SITE_HOST),
        program_id=program_id,
        next_attempt_at=now or timezone.now(),
    )
    transaction.on_commit(wake.delivery)
    return mail


def write_many(
    kind: str,
    letters_to: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    program_id: int | None = None,
    now: datetime | None = None,
) -> None:
    """Queue one mail of the kind for each (address, context): one statement for every thousand, not one for each."""
    rows = []
    for to, context in letters_to:
        rendered = letters.render(kind, context)
        rows.append(
            Mail(
                to=to,
                kind=kind,
                subject=rendered.subject,
                text=rendered.text,
                html=rendered.html,
                headers={"Auto-Submitted": "auto-generated"},
                message_id=new_message_id(settings.SITE_HOST),
                program_id=program_id,
                next_attempt_at=now or timezone.now(),
            )
        )
    Mail.objects.bulk_create(rows, batch_size=1000)
    transaction.on_commit(wake.delivery)
