"""Who may be told now, and what is still true: checked for a whole batch before anything is written.

The caller holds the locks on the notifications and on their recipients.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from django.utils import translation

from mentoring.notifications.deciding.verdicts import Shown, State, Verdict, alone, failed
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes import pace
from mentoring.notifications.wishes.models import MailHabits
from mentoring.notifications.wishes.wanted import Wishes, zone

PreparedOrError = kinds.Prepared | Exception

CLOSED = "The account is closed."
OFF = "They have switched these mails off."
REFUSED = "Their address refuses mail: {}"
TOGETHER = "Told together with a later reminder of the same step."
TOLD = "They were told of the same step already."
SNOOZED = "They asked to be reminded later."
QUIET = "Held for quiet hours."


def sift(batch: Sequence[Notification], wishes: Wishes, now: datetime) -> tuple[list[Verdict], list[Notification]]:
    """Returns the verdicts that don't depend on what is still true, and the rest of the batch in its order."""
    verdicts, rest, told = [], [], _told(batch)
    for notification in batch:
        verdict = _unwanted(notification, wishes) or _held(notification, wishes, now) or _repeated(notification, told)
        if verdict:
            verdicts.append(verdict)
        else:
            rest.append(notification)
    return verdicts, rest


def together(
    rest: Sequence[Notification], answers: Mapping[int, PreparedOrError]
) -> tuple[list[Verdict], list[Notification]]:
    """Of several true notifications about one thing, tell only the newest.

    One that is no longer true doesn't take another with it. Returns the verdicts on the older ones, and the rest.
    """
    true = [row for row in rest if isinstance(answers[row.pk], kinds.Letter)]
    superseded = set(true) - _newest(true)
    verdicts = [Verdict(row, State.SUPPRESSED, TOGETHER) for row in rest if row in superseded]
    return verdicts, [row for row in rest if row not in superseded]


def prepare(batch: Sequence[Notification], now: datetime) -> dict[int, PreparedOrError]:
    """Ask each kind what is still true: one call for kinds that are asked alike, or one by one if that fails.

    The words of an answer are in the recipient's language, so each language is asked by itself.
    """
    alike: dict[object, list[Notification]] = defaultdict(list)
    for notification in batch:
        alike[kinds.asked_with(notification.kind), notification.recipient.language].append(notification)
    answers: dict[int, PreparedOrError] = {}
    for rows in alike.values():
        with translation.override(rows[0].recipient.language):
            answers.update({row.pk: error for row, error in alone(partial(_ask, answers, now), rows)})
    return answers


def untrue(notification: Notification, answer: kinds.Suppressed | Exception) -> Verdict:
    if isinstance(answer, kinds.Suppressed):
        return Verdict(notification, State.SUPPRESSED, answer.reason)
    return failed(notification, answer)


def no_mail(notification: Notification, wishes: Wishes) -> str:
    """Why this can't be mailed, or an empty string if it can. Service mails are always tried."""
    person = notification.recipient
    if kinds.is_service(notification.kind):
        return ""
    if not wishes.by_mail(person, notification.kind):
        return OFF
    answer = wishes.refusal(person.email)
    return REFUSED.format(answer) if answer else ""


def in_app_reason(reason: str) -> str:
    return f"In the app only: {reason[0].lower()}{reason[1:]}"


def _ask(answers: dict[int, PreparedOrError], now: datetime, rows: Sequence[Notification]) -> None:
    kind = kinds.get(rows[0].kind)
    given = kind.prepare(rows, now) if kind.prepare else {}
    answers.update({row.pk: given[row.pk] for row in rows})


def _unwanted(notification: Notification, wishes: Wishes) -> Verdict | None:
    person, kind = notification.recipient, notification.kind
    if not person.is_active:
        return Verdict(notification, State.SUPPRESSED, CLOSED)
    if (reason := no_mail(notification, wishes)) and not wishes.in_app(person, kind):
        return Verdict(notification, State.SUPPRESSED, reason)
    return None


def _held(notification: Notification, wishes: Wishes, now: datetime) -> Verdict | None:
    """The state stays the same; the notification is looked at again when it may be told.

    Quiet hours hold back a digest here, and a mail of its own only once its line stands in the app (`quiet`).
    """
    if kinds.is_service(notification.kind):
        return None
    until = wishes.snoozed_until(notification.recipient, notification.about)
    if until and until > now:
        return Verdict(notification, notification.state, SNOOZED, due_at=_slot(notification, until, wishes))
    return quiet(notification, wishes, now) if notification.state == State.FOLDED else None


def quiet(notification: Notification, wishes: Wishes, now: datetime, *, shown: Shown | None = None) -> Verdict | None:
    """Held for quiet hours, if they are now. `shown` gives its line in the app, which waits for no morning."""
    if kinds.is_service(notification.kind):
        return None
    allowed = wishes.allowed_from(now, notification.recipient, notification.program_id)
    if allowed <= now:
        return None
    return Verdict(notification, notification.state, QUIET, due_at=allowed, shown=shown)


def _told(batch: Sequence[Notification]) -> dict[tuple[object, ...], datetime]:
    """When the newest reminder of a step that these people were told was first due, by person, step and due day."""
    latest: dict[tuple[object, ...], datetime] = {}
    about = {row.about for row in batch if "due_on" in row.payload} - {""}
    if about:
        people = {row.recipient_id for row in batch}
        for row in Notification.objects.filter(recipient__in=people, about__in=about, state=State.DELIVERED):
            latest[_subject(row)] = max(_first_due(row), latest.get(_subject(row), _first_due(row)))
    return latest


def _repeated(notification: Notification, told: Mapping[tuple[object, ...], datetime]) -> Verdict | None:
    """Without this, an edited ladder or a digest after “remind me later” would say the same thing again."""
    last = told.get(_subject(notification))
    if last is None or _first_due(notification) > last:
        return None
    return Verdict(notification, State.SUPPRESSED, TOLD)


def _subject(row: Notification) -> tuple[object, ...]:
    return row.recipient_id, row.about, row.payload.get("due_on")


def _first_due(row: Notification) -> datetime:
    return row.held_from or row.due_at


def _slot(notification: Notification, moment: datetime, wishes: Wishes) -> datetime:
    if notification.state != State.FOLDED:
        return moment
    person = notification.recipient
    weekly = wishes.rhythm(person) != MailHabits.Rhythm.DAILY
    quiet = wishes.quiet(person, notification.program_id)
    return pace.digest_slot(moment, weekly=weekly, quiet=quiet, zone=zone(person))


def _newest(batch: Sequence[Notification]) -> set[Notification]:
    last: dict[tuple[object, ...], Notification] = {}
    for row in sorted(batch, key=lambda row: (_first_due(row), row.pk)):
        last[(row.recipient_id, row.about) if row.about else (row.pk,)] = row
    return set(last.values())
