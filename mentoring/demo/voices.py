"""What the demo's pairs write to each other, and what two people tell the coordinators."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

from mentoring.accounts.models import User
from mentoring.demo import words
from pairings.concerns import actions as concerns
from pairings.messages import actions as messages
from pairings.messages.models import Message, MessageReport
from pairings.pair import outside_coordinators
from pairings.pair.models import Pairing

At = Callable[[date, int, Callable[[datetime], None]], None]


def write_to_each_other(pairing: Pairing, at: At, *, today: date, lines: list[words.DemoMessage]) -> None:
    for line in lines:
        by = pairing.mentor.user if line.side == "mentor" else pairing.mentee.user
        at(today - timedelta(days=line.days_ago), line.hour, _writes(pairing, by, line.text))


def report(pairing: Pairing, *, now: datetime) -> None:
    newest = Message.objects.with_people().filter(pairing=pairing, author=pairing.mentor.user).latest("pk")
    messages.report(newest, why=words.WHY_REPORTED, by=pairing.mentee.user, now=now)


def close_reports(pairing: Pairing, *, by: User, now: datetime) -> None:
    for row in MessageReport.objects.with_people().filter(message__pairing=pairing):
        messages.close(row, note=words.NOTE_ON_REPORT, by=by, now=now)


def raise_concern(pairing: Pairing, text: str, *, now: datetime) -> None:
    shown = {one.user_id for one in outside_coordinators.of(pairing)}
    key = _key(pairing, text)
    concerns.raise_concern(pairing, text=text, shown=shown, by=pairing.mentee.user, now=now, form_key=key)


def answer_concerns(pairing: Pairing, *, by: User, now: datetime) -> None:
    for concern in pairing.concerns.all():
        concerns.read(concern, by=by, now=now)
        concerns.close(concern, note=words.NOTE_ON_CONCERN, by=by, now=now + timedelta(minutes=20))


def _writes(pairing: Pairing, by: User, text: str) -> Callable[[datetime], None]:
    def act(now: datetime) -> None:
        newest = Message.objects.filter(pairing=pairing).order_by("-pk").values_list("pk", flat=True).first()
        messages.read(pairing, up_to=newest or 0, by=by, now=now)
        messages.send(pairing, text=text, by=by, now=now, form_key=_key(pairing, text))

    return act


def _key(pairing: Pairing, text: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{pairing.mentor.user.email}:{pairing.mentee.user.email}:{text}")
