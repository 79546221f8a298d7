"""How something is told: in a mail of its own, in the next digest, or in the app only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.notifications.deciding.budget import DIGEST, Budget
from mentoring.notifications.deciding.sifting import PreparedOrError, in_app_reason, no_mail, quiet, untrue
from mentoring.notifications.deciding.verdicts import OUTAGES, Shown, State, Verdict, failed
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes import pace
from mentoring.notifications.wishes.models import MailHabits
from mentoring.notifications.wishes.wanted import AT_ONCE, Wishes, zone
from mentoring.notifications.writing import rendering

NO_DIGESTS = "They have switched the digest off."
RHYTHM: dict[str, str] = {
    MailHabits.Rhythm.DAILY: "They get one mail a day.",
    MailHabits.Rhythm.WEEKLY: "They get one mail a week.",
}
SPENT = "They have had their mails of this week."
URL_LENGTH = 300


@dataclass(frozen=True)
class BatchContext:
    wishes: Wishes
    budget: Budget
    around: Mapping[str, Any]  # letters.frame()
    now: datetime


def tell(notification: Notification, answer: PreparedOrError, context: BatchContext) -> Verdict:
    if not isinstance(answer, kinds.Letter):
        # What isn't true at night is asked again in the morning, when it would have been told.
        return quiet(notification, context.wishes, context.now) or untrue(notification, answer)
    try:
        return _tell(notification, answer, context)
    except OUTAGES:
        raise
    except Exception as error:
        return failed(notification, error)


def line_in_app(notification: Notification, letter: kinds.Letter, context: BatchContext) -> Shown:
    return Shown(
        title=rendering.title(notification, letter, around=context.around),
        url=letter.url if len(letter.url) <= URL_LENGTH else "",
        in_app=letter.in_app and context.wishes.in_app(notification.recipient, notification.kind),
    )


def in_app_only(notification: Notification, shown: Shown, reason: str) -> Verdict:
    if not shown.in_app:
        return Verdict(notification, State.SUPPRESSED, reason, shown=shown)
    return Verdict(notification, State.DELIVERED, in_app_reason(reason), shown=shown)


def next_weekly(notification: Notification, context: BatchContext) -> datetime:
    person = notification.recipient
    quiet = context.wishes.quiet(person, notification.program_id)
    return pace.next_digest(context.now, weekly=True, quiet=quiet, zone=zone(person))


def is_spent(notification: Notification, context: BatchContext) -> bool:
    return context.budget.is_spent(notification.recipient, context.wishes.budget(notification.program_id))


def _tell(notification: Notification, letter: kinds.Letter, context: BatchContext) -> Verdict:
    shown = line_in_app(notification, letter, context)
    if reason := no_mail(notification, context.wishes):
        return in_app_only(notification, shown, reason)
    if held := quiet(notification, context.wishes, context.now, shown=shown):
        return held
    service = kinds.is_service(notification.kind)
    folded = None if service else _fold(notification, shown, context)
    if folded:
        return folded
    mail = rendering.mail(notification, letter, around=context.around, now=context.now)
    if not service:
        context.budget.spend(notification.recipient)
    return Verdict(notification, State.DELIVERED, shown=shown, mail=mail)


def _fold(notification: Notification, shown: Shown, context: BatchContext) -> Verdict | None:
    slot = _slot(notification, context)
    if slot is None:
        return None
    if not context.wishes.by_mail(notification.recipient, DIGEST):
        return in_app_only(notification, shown, NO_DIGESTS)
    rhythm = context.wishes.rhythm(notification.recipient)
    return Verdict(notification, State.FOLDED, RHYTHM.get(rhythm, SPENT), due_at=slot, shown=shown)


def _slot(notification: Notification, context: BatchContext) -> datetime | None:
    """When the digest it waits for goes out; None if it gets a mail of its own."""
    person = notification.recipient
    rhythm = context.wishes.rhythm(person)
    if rhythm != AT_ONCE:
        weekly = rhythm == MailHabits.Rhythm.WEEKLY
        quiet = context.wishes.quiet(person, notification.program_id)
        return pace.digest_slot(notification.due_at, weekly=weekly, quiet=quiet, zone=zone(person))
    return next_weekly(notification, context) if is_spent(notification, context) else None
