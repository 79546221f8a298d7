"""The mail on the morning of a promise's day: that there is one, never what; coordinators can read those mails."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.notifications.planning.kinds import PAIR, Kind, Letter, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from pairings.pair.models import Pairing
from pairings.promises.models import Promise


def prepare(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    found = Promise.objects.with_people().in_bulk({row.payload["promise"] for row in rows})
    return {row.pk: _decide(found.get(row.payload["promise"]), row.payload.get("due_on")) for row in rows}


def _decide(promise: Promise | None, planned_for: str | None) -> Prepared:
    if promise is None:
        return Suppressed("The promise was removed before this went out.")
    if promise.state != Promise.State.OPEN:
        return Suppressed("The promise was settled before this went out.")
    if planned_for and planned_for != promise.due_on.isoformat():
        return Suppressed("The promise got another day; that day is told of instead.")
    if not promise.pairing.is_live:
        return Suppressed("The pair had ended before this went out.")
    if promise.pairing.state == Pairing.State.PAUSED:
        return Suppressed("The pair takes a pause.")
    if not promise.pairing.has(promise.owner.user):
        return Suppressed("The recipient no longer takes part.")
    return _letter(promise)


def _letter(promise: Promise) -> Letter:
    pairing, path = promise.pairing, reverse("promises", args=[promise.pairing_id])
    partner = pairing.partner_of(promise.owner.user)
    role = "mentor" if promise.owner_id == pairing.mentor_id else "mentee"
    context = {
        "partner": str(partner),
        "partner_first": partner.first_name,
        "promises_url": settings.SITE_URL + path,
        "why": f"You are {partner.first_name}’s {role} in {pairing.program.name}.",
    }
    return Letter(context, pairing.program.name, thread=f"pairing-{pairing.pk}", url=path)


def sample() -> dict[str, Any]:
    return {
        "partner": "Sam Lee",
        "partner_first": "Sam",
        "promises_url": f"{settings.SITE_URL}/example",
        "why": "You are Sam’s mentor in Women in Engineering.",
    }


KINDS = [Kind("promise_due", "The day of something you promised", prepare, sample, roles=PAIR)]
