"""Turn letters into mails, rendered in the recipient's time zone and language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.answering import links
from mentoring.notifications.deciding.budget import DIGEST
from mentoring.notifications.planning import headers, kinds, letters
from mentoring.notifications.planning.models import Mail, Notification, new_message_id
from mentoring.notifications.wishes.wanted import in_words_of


@dataclass(frozen=True)
class DigestLine:
    title: str
    url: str
    actions: Sequence[tuple[str, str]]
    program: str
    for_coordinator: bool = False


def title(notification: Notification, letter: kinds.Letter, *, around: Mapping[str, Any]) -> str:
    """The subject of its mail, which is also its line in the app and in a digest."""
    with in_words_of(notification.recipient):
        return letters.subject(_folder(notification, letter), _context(notification, letter), around=around)


def mail(notification: Notification, letter: kinds.Letter, *, around: Mapping[str, Any], now: datetime) -> Mail:
    context = _context(notification, letter)
    with in_words_of(notification.recipient):
        rendered = letters.render(_folder(notification, letter), context, around=around)
    written = _mail(
        notification.recipient,
        notification.kind,
        rendered,
        now=now,
        program_id=notification.program_id,
        headers=headers.compose(
            program_id=notification.program_id,
            unsubscribe_url=context["unsubscribe_url"],
            thread=letter.thread,
        ),
    )
    written.notification, written.calendar = notification, letter.calendar
    return written


def line(letter: kinds.Letter, *, title: str) -> DigestLine:
    return DigestLine(
        title=title,
        url=settings.SITE_URL + letter.url if letter.url else "",
        actions=letter.actions,
        program=letter.program,
        for_coordinator=bool(letter.context.get("for_coordinator")),
    )


def digest(
    recipient: User, lines: Sequence[DigestLine], *, program_id: int | None, around: Mapping[str, Any], now: datetime
) -> Mail:
    names = sorted({line.program for line in lines})
    unsubscribe_url = _unsubscribe_url(DIGEST, recipient)
    context = {
        **_around(recipient, unsubscribe_url),
        "number": len(lines),
        "has_answers": any(line.actions for line in lines),
        "for_coordinator": any(line.for_coordinator for line in lines),
        "program": names[0] if len(names) == 1 else "",
        "groups": [(name, [line for line in lines if line.program == name]) for name in names],
    }
    with in_words_of(recipient):
        rendered = letters.render(DIGEST, context, around=around)
    written = headers.compose(program_id=program_id, unsubscribe_url=unsubscribe_url)
    return _mail(recipient, DIGEST, rendered, now=now, program_id=program_id, headers=written)


def _mail(recipient: User, kind: str, rendered: letters.Rendered, *, now: datetime, **more: Any) -> Mail:
    return Mail(
        recipient=recipient,
        to=recipient.email,
        kind=kind,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=new_message_id(settings.SITE_HOST),
        next_attempt_at=now,
        created_at=now,
        **more,
    )


def _folder(notification: Notification, letter: kinds.Letter) -> str:
    return letter.folder or notification.kind


def _context(notification: Notification, letter: kinds.Letter) -> dict[str, Any]:
    service = kinds.is_service(notification.kind)
    unsubscribe_url = "" if service else _unsubscribe_url(notification.kind, notification.recipient)
    return {
        **_around(notification.recipient, unsubscribe_url),
        "snooze_url": _snooze_url(notification) if notification.about and not service else "",
        "program": letter.program,
        "for_coordinator": kinds.is_for_coordinators(notification.kind),
        **letter.context,
    }


def _around(recipient: User, unsubscribe_url: str) -> dict[str, Any]:
    return {
        "recipient": recipient,
        "preferences_url": settings.SITE_URL + reverse("mail_preferences"),
        "unsubscribe_url": unsubscribe_url,
    }


def _unsubscribe_url(kind: str, recipient: User) -> str:
    token = links.make_unsubscribe(kind, user=recipient)
    return settings.SITE_URL + reverse("unsubscribe", kwargs={"token": token})


def _snooze_url(notification: Notification) -> str:
    token = links.make(links.SNOOZE, user=notification.recipient, object_id=notification.pk)
    return settings.SITE_URL + reverse("snooze", kwargs={"token": token})
