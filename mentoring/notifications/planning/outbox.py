"""Write rows to the outbox, inside the transaction of the act that people are told about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from mentoring.accounts.models import User
from mentoring.notifications.planning import headers, letters, wake
from mentoring.notifications.planning.limits import Told
from mentoring.notifications.planning.models import Mail, Notification, new_message_id

Addressed = tuple[str, Mapping[str, Any]] | tuple[str, Mapping[str, Any], User | None]


def tell(
    recipient: User,
    kind: str,
    *,
    key: str,
    by: User | None = None,
    told: Told | None = None,
    about: str = "",
    payload: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
    program_id: int | None = None,
    pairing_id: int | None = None,
    now: datetime,
) -> None:
    """Plan one notification. Using the same `key` again changes nothing. `payload` holds ids, not texts.

    `by` is the person who did it: nobody is told about their own act. `about` names the thing, such as "touchpoint:12".
    Raises Refused if they have told `recipient` enough within the hour; an act that tells several hands in one `told`.
    """
    if by == recipient:
        return
    (told or Told()).make_room(recipient, kind, by=by, now=now)
    notification = Notification(
        key=key,
        about=about,
        recipient=recipient,
        by=by,
        kind=kind,
        payload=dict(payload or {}),
        due_at=due_at or now,
        created_at=now,
        program_id=program_id,
        pairing_id=pairing_id,
    )
    Notification.objects.bulk_create([notification], ignore_conflicts=True)
    if notification.due_at <= now:
        wake.after_commit()


def write(
    to: str,
    kind: str,
    context: Mapping[str, Any],
    *,
    recipient: User | None = None,
    program_id: int | None = None,
    now: datetime,
) -> Mail:
    """Queue one mail to an address, for somebody who can't get notifications yet (an invitation, a code).

    It goes ahead of the queue, because somebody is waiting for it.
    """
    mail = _mail(to, context, recipient, kind=kind, program_id=program_id, now=now)
    mail.urgent = True
    mail.save()
    wake.after_commit()
    return mail


def write_many(
    kind: str,
    letters_to: Iterable[Addressed],
    *,
    program_id: int | None = None,
    now: datetime,
) -> list[Mail]:
    """Queue a mail for each `(to, context)` or `(to, context, recipient)`, with one query per 500 mails."""
    around = letters.frame()
    mails = Mail.objects.bulk_create(
        [_mail(*addressed, kind=kind, program_id=program_id, now=now, around=around) for addressed in letters_to],
        batch_size=500,
    )
    wake.after_commit()
    return mails


def _mail(
    to: str,
    context: Mapping[str, Any],
    recipient: User | None = None,
    *,
    kind: str,
    program_id: int | None,
    now: datetime,
    around: Mapping[str, Any] | None = None,
) -> Mail:
    rendered = letters.render(kind, context, around=around)
    return Mail(
        to=to,
        kind=kind,
        recipient=recipient,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        headers=headers.compose(program_id=program_id),
        message_id=new_message_id(settings.SITE_HOST),
        program_id=program_id,
        next_attempt_at=now,
        created_at=now,
    )
