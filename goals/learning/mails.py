"""The mail about something to learn: it says that it is there, never what; coordinators can read a program's mails."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from goals.learning.models import LearningItem
from mentoring.accounts.models import User
from mentoring.notifications.planning.kinds import PAIR, Kind, Letter, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification


def prepare(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    items = LearningItem.objects.select_related(*people).in_bulk({row.payload["item"] for row in rows})
    still: dict[tuple[int, int], list[int]] = {}
    for row in rows:
        item = items.get(row.payload["item"])
        if item is not None and item.done_on is None:
            still.setdefault((item.pairing_id, row.recipient_id), []).append(row.pk)

    def decide(row: Notification) -> Prepared:
        item = items.get(row.payload["item"])
        reason = _why_not(item, row.recipient)
        if reason or item is None:
            return Suppressed(reason)
        together = still[item.pairing_id, row.recipient_id]
        if row.pk != max(together):
            return Suppressed("Told together with another recommendation.")
        return _letter(item, row.recipient, len(together))

    return {row.pk: decide(row) for row in rows}


def _why_not(item: LearningItem | None, recipient: User) -> str:
    if item is None:
        return "The recommendation was removed before this went out."
    if not item.pairing.has(recipient):
        return "The recipient isn't in this pair."
    if not item.pairing.is_live:
        return "The pair had ended before this went out."
    return "It was done before this went out." if item.done_on else ""


def _letter(item: LearningItem, recipient: User, number: int) -> Letter:
    pairing, path = item.pairing, reverse("learning", args=[item.pairing_id])
    partner = pairing.partner_of(recipient)
    words = {
        "partner": str(partner),
        "partner_first": partner.first_name,
        "number": number,
        "learning_url": settings.SITE_URL + path,
        "why": f"You are {partner.first_name}’s mentee in {pairing.program.name}.",
    }
    return Letter(words, pairing.program.name, thread=f"pairing-{pairing.pk}", url=path)


def sample() -> dict[str, Any]:
    return {
        "partner": "Miriam Okafor",
        "partner_first": "Miriam",
        "number": 2,
        "learning_url": f"{settings.SITE_URL}/example",
        "why": "You are Miriam’s mentee in Women in Engineering.",
    }


KINDS = [Kind("learning_recommended", "Something to learn is recommended to you", prepare, sample, roles=PAIR)]
