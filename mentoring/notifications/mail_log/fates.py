"""What became of a notification or a mail, in words. Reads nothing; `matching` turns the same rules into a query.

`of` needs a notification with its mail and its digest loaded (`select_related("mail", "digest")`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mentoring.notifications.planning.models import Mail, Notification

State, Sent = Notification.State, Mail.State


@dataclass(frozen=True)
class Fate:
    """`words` come before the moment `at`, if there is one: “Held until · Mon 30 Nov 2026, 08:00”."""

    name: str
    words: str
    icon: str
    tone: str
    at: datetime | None = None
    detail: str = ""  # a whole sentence: why, or what the mail server answered


# The choices for filtering a list.
NAMES = {
    "planned": "Planned",
    "held": "Held back for now",
    "waiting": "Waits for a digest",
    "on_its_way": "On its way",
    "sent": "Sent",
    "digest": "Told in a digest",
    "app": "In the app only",
    "suppressed": "Not sent: no longer true or not wanted",
    "missed": "Missed",
    "failed": "Failed",
}


def of(notification: Notification) -> Fate:
    match notification.state:
        case State.PLANNED if notification.held_from:
            why = notification.reason or "It fell into quiet hours."
            return Fate("held", "Held until", "moon", "info", notification.due_at, why)
        case State.PLANNED:
            return Fate("planned", "Planned for", "calendar-clock", "neutral", notification.due_at)
        case State.FOLDED:
            return Fate(
                "waiting", "Waits for the digest of", "layers", "info", notification.due_at, notification.reason
            )
        case State.DELIVERED:
            return _told(notification)
        case State.SUPPRESSED:
            return _suppressed(notification.decided_at, notification.reason)
        case State.MISSED:
            return Fate("missed", "Missed", "calendar-x", "warn", notification.decided_at, notification.reason)
    return _failed(notification.decided_at, notification.reason)


def of_mail(mail: Mail) -> Fate:
    match mail.state:
        case Sent.SENT:
            return Fate("sent", "Sent", "check", "ok", mail.sent_at)
        case Sent.FAILED:
            return _failed(None, mail.answer or "There was no answer from the mail server.")
        case Sent.WITHDRAWN:
            return _suppressed(None, mail.server_answer or "It was no longer true before it went out.")
        case Sent.QUEUED if mail.attempts:
            words = "Tried, goes again"
            return Fate("on_its_way", words, "rotate-cw", "warn", mail.next_attempt_at, mail.answer)
    return Fate("on_its_way", "On its way", "clock", "neutral")


def _told(notification: Notification) -> Fate:
    mail: Mail | None = getattr(notification, "mail", None)
    if mail:
        return of_mail(mail)
    if notification.digest is None:
        return Fate("app", "In the app only", "bell", "neutral", notification.decided_at, notification.reason)
    fate = of_mail(notification.digest)
    if fate.name == "sent":
        return Fate("digest", "In the digest of", "layers", "ok", fate.at)
    if fate.name == "on_its_way":
        return Fate("on_its_way", "In a digest on its way", "layers", fate.tone, fate.at, fate.detail)
    return fate


def _suppressed(at: datetime | None, reason: str) -> Fate:
    return Fate("suppressed", "Not sent", "circle-slash", "neutral", at, reason)


def _failed(at: datetime | None, reason: str) -> Fate:
    return Fate("failed", "Failed", "triangle-alert", "danger", at, reason)


def matching(name: str) -> Q:
    """A filter for the notifications with this fate; an unknown name matches nothing."""
    told = Q(state=State.DELIVERED)
    alone = told & Q(mail__isnull=True)
    rules = {
        "planned": Q(state=State.PLANNED, held_from__isnull=True),
        "held": Q(state=State.PLANNED, held_from__isnull=False),
        "waiting": Q(state=State.FOLDED),
        "on_its_way": _by_mail(told, alone, Sent.QUEUED, Sent.SENDING),
        "sent": told & Q(mail__state=Sent.SENT),
        "digest": alone & Q(digest__state=Sent.SENT),
        "app": alone & Q(digest__isnull=True),
        "suppressed": Q(state=State.SUPPRESSED) | _by_mail(told, alone, Sent.WITHDRAWN),
        "missed": Q(state=State.MISSED),
        "failed": Q(state=State.FAILED) | _by_mail(told, alone, Sent.FAILED),
    }
    return rules.get(name, Q(pk__in=[]))


def _by_mail(told: Q, alone: Q, *states: str) -> Q:
    return told & Q(mail__state__in=states) | alone & Q(digest__state__in=states)


def mails_matching(name: str) -> Q:
    """The same for mails without a notification, such as an invitation."""
    states = {
        "on_its_way": [Sent.QUEUED, Sent.SENDING],
        "sent": [Sent.SENT],
        "suppressed": [Sent.WITHDRAWN],
        "failed": [Sent.FAILED],
    }
    return Q(state__in=states.get(name, []))
