"""The mails about messages: that there is something to read, never what; coordinators can read these mails."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from mentoring.notifications.planning.kinds import COORDINATORS, PAIR, Kind, Letter, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from pairings.messages.models import Message, MessageReport
from pairings.pair import receivers
from pairings.pair.models import Pairing
from programs.program.models import Membership


def prepare_received(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    """Still unread? Then how many by now. Once its first message is read, the stretch that was to be told is over."""
    ids = {row.payload["pairing"] for row in rows}
    pairings = Pairing.objects.with_people().in_bulk(ids)
    unread = Message.objects.filter(pairing__in=ids, read_at=None)
    first = set(unread.filter(pk__in=[row.payload["message"] for row in rows]).values_list("pk", flat=True))
    counts = {(one["pairing"], one["author"]): one["n"] for one in _counted(unread)}

    def decide(row: Notification) -> Prepared:
        pairing = pairings.get(row.payload["pairing"])
        if pairing is None or not pairing.has(row.recipient):
            return Suppressed("The recipient isn't in this pair.")
        if row.payload["message"] not in first:
            return Suppressed("They had read it before this went out.")
        number = counts[pairing.pk, pairing.partner_of(row.recipient).pk]
        return _received(pairing, row, number)

    return {row.pk: decide(row) for row in rows}


def _counted(unread: Any) -> Any:
    return unread.order_by().values("pairing", "author").annotate(n=Count("pk"))


def _received(pairing: Pairing, row: Notification, number: int) -> Letter:
    partner, path = pairing.partner_of(row.recipient), reverse("messages", args=[pairing.pk])
    role = "mentor" if row.recipient_id == pairing.mentor.user_id else "mentee"
    context = {
        "partner": str(partner),
        "partner_first": partner.first_name,
        "number": number,
        "page_url": settings.SITE_URL + path,
        "why": f"You are {partner.first_name}’s {role} in {pairing.program.name}.",
    }
    return Letter(context, pairing.program.name, thread=f"pairing-{pairing.pk}", url=path)


def prepare_reported(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    found = _reports(rows)
    known = receivers.of_pairs(report.message.pairing for report in found.values())

    def decide(row: Notification) -> Prepared:
        report = found.get(row.payload["report"])
        return _reported(report, row, known[report.message.pairing_id] if report else [])

    return {row.pk: decide(row) for row in rows}


def _reported(report: MessageReport | None, row: Notification, readers: Sequence[Membership]) -> Prepared:
    if report is None or not report.is_open:
        return Suppressed("The report was closed before this went out.")
    pairing = report.message.pairing
    if row.recipient_id not in {one.user_id for one in readers}:
        return Suppressed("The recipient doesn't receive it any more.")
    program, path = pairing.program.name, reverse("report", args=[report.pk])
    context = {"page_url": settings.SITE_URL + path, "why": f"You coordinate {program}."}
    return Letter(context, program, url=path)


def prepare_closed(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    found = _reports(rows)
    return {row.pk: _closed(found.get(row.payload["report"])) for row in rows}


def _closed(report: MessageReport | None) -> Prepared:
    if report is None or not report.message.pairing.has(report.by):
        return Suppressed("The recipient no longer takes part.")
    pairing = report.message.pairing
    path = reverse("messages", args=[pairing.pk])
    context = {
        "page_url": settings.SITE_URL + path,
        "why": f"You take part in {pairing.program.name}.",
    }
    return Letter(context, pairing.program.name, thread=f"pairing-{pairing.pk}", url=path)


def _reports(rows: Sequence[Notification]) -> dict[int, MessageReport]:
    return MessageReport.objects.with_people().in_bulk({row.payload["report"] for row in rows})


def sample() -> dict[str, Any]:
    return {
        "partner": "Sam Lee",
        "partner_first": "Sam",
        "number": 2,
        "program": "Women in Engineering",
        "page_url": f"{settings.SITE_URL}/example",
        "why": "You are Sam’s mentor in Women in Engineering.",
    }


def sample_reported() -> dict[str, Any]:
    return {**sample(), "why": "You coordinate Women in Engineering."}


KINDS = [
    Kind("message_received", "Your partner has sent a message", prepare_received, sample, roles=PAIR),
    # Somebody needs them: no budget and no quiet hours.
    Kind(
        "message_reported", "A message was reported", prepare_reported, sample_reported,
        service=True, roles=COORDINATORS,
    ),
    Kind("report_closed", "A report of yours is closed", prepare_closed, sample, roles=PAIR),
]  # fmt: skip
