"""In which way something is told: by its own mail, in the next digest, or in the app only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.notifications.deciding.budget import DIGEST, Budget
from mentoring.notifications.deciding.sifting import Answer, in_app_reason, no_mail, untrue
from mentoring.notifications.deciding.verdicts import OUTAGES, Shown, State, Verdict, failed
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes import pace
from mentoring.notifications.wishes.models import MailHabits
from mentoring.notifications.wishes.wanted import AT_ONCE, Wishes, zone
from mentoring.notifications.writing import rendering as writing

NO_DIGESTS = "They have switched the digest off."
RHYTHM: dict[str, str] = {
    MailHabits.Rhythm.DAILY: "They get one mail a day.",
    MailHabits.Rhythm.WEEKLY: "They get one mail a week.",
}
SPENT = "They have had their mails of this week."
URL_LENGTH = 300


@dataclass(frozen=True)
class Desk:
    """What is needed to tell a batch."""

    wishes: Wishes
    budget: Budget
    around: Mapping[str, Any]  # letters.frame()
    now: datetime


def tell(notification: Notification, answer: Answer, desk: Desk) -> Verdict:
    if not isinstance(answer, kinds.Letter):
        return untrue(notification, answer)
    try:
        return _tell(notification, answer, desk)
    except OUTAGES:
        raise
    except Exception as error:
        return failed(notification, error)


def line_in_app(notification: Notification, letter: kinds.Letter, desk: Desk) -> Shown:
    return Shown(
        title=writing.title(notification, letter, around=desk.around),
        url=letter.url if len(letter.url) <= URL_LENGTH else "",
        in_app=desk.wishes.in_app(notification.recipient, notification.kind),
    )


def in_app_only(notification: Notification, shown: Shown, reason: str) -> Verdict:
    if not shown.in_app:
        return Verdict(notification, State.SUPPRESSED, reason, shown=shown)
    return Verdict(notification, State.DELIVERED, in_app_reason(reason), shown=shown)


def next_weekly(notification: Notification, desk: Desk) -> datetime:
    """The next Monday's digest."""
    person = notification.recipient
    quiet = desk.wishes.quiet(person, notification.program_id)
    return pace.next_digest(desk.now, weekly=True, quiet=quiet, zone=zone(person))


def is_spent(notification: Notification, desk: Desk) -> bool:
    return desk.budget.is_spent(notification.recipient, desk.wishes.budget(notification.program_id))


def _tell(notification: Notification, letter: kinds.Letter, desk: Desk) -> Verdict:
    shown = line_in_app(notification, letter, desk)
    if reason := no_mail(notification, desk.wishes):
        return in_app_only(notification, shown, reason)
    service = kinds.is_service(notification.kind)
    folded = None if service else _fold(notification, shown, desk)
    if folded:
        return folded
    mail = writing.mail(notification, letter, around=desk.around, now=desk.now)
    if not service:
        desk.budget.spend(notification.recipient)
    return Verdict(notification, State.DELIVERED, shown=shown, mail=mail)


def _fold(notification: Notification, shown: Shown, desk: Desk) -> Verdict | None:
    """It waits for a digest where its person wants it so, or has had enough mails this week."""
    slot = _slot(notification, desk)
    if slot is None:
        return None
    if not desk.wishes.by_mail(notification.recipient, DIGEST):
        return in_app_only(notification, shown, NO_DIGESTS)
    rhythm = desk.wishes.rhythm(notification.recipient)
    return Verdict(notification, State.FOLDED, RHYTHM.get(rhythm, SPENT), due_at=slot, shown=shown)


def _slot(notification: Notification, desk: Desk) -> datetime | None:
    """When the digest goes that it waits for; None where it gets a mail of its own."""
    person = notification.recipient
    rhythm = desk.wishes.rhythm(person)
    if rhythm != AT_ONCE:
        weekly = rhythm == MailHabits.Rhythm.WEEKLY
        quiet = desk.wishes.quiet(person, notification.program_id)
        return pace.digest_slot(notification.due_at, weekly=weekly, quiet=quiet, zone=zone(person))
    return next_weekly(notification, desk) if is_spent(notification, desk) else None
