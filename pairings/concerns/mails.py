"""The mails about concerns. None says who has raised it, nor what; the page does, to those who may read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.notifications.planning.kinds import COORDINATORS, PAIR, Kind, Letter, Prepare, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from pairings.concerns.models import Concern
from pairings.pair import receivers
from programs.program.models import Membership

NOT_THEIRS = "The recipient doesn't receive it any more."


def prepare_raised(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    found = _concerns(rows)
    known = receivers.of_pairs(concern.pairing for concern in found.values())

    def decide(row: Notification) -> Prepared:
        concern = found.get(row.payload["concern"])
        if concern is None or not concern.is_open:
            return Suppressed("The concern was closed before this went out.")
        return _raised(concern, row, known[concern.pairing_id])

    return {row.pk: decide(row) for row in rows}


def _raised(concern: Concern, row: Notification, readers: Sequence[Membership]) -> Prepared:
    if row.recipient_id not in {one.user_id for one in readers}:
        return Suppressed(NOT_THEIRS)
    return _letter(concern, why=f"You coordinate {concern.pairing.program.name}.")


def prepare_for_pair(*, is_author: bool) -> Prepare:
    """A `prepare` for who raised it, or for the partner whom they let read it; while that one takes part."""

    def decide(concern: Concern | None, row: Notification) -> Prepared:
        if concern is None or (concern.author_id == row.recipient_id) != is_author:
            return Suppressed(NOT_THEIRS)
        if not is_author and not (concern.is_shared and concern.pairing.has(row.recipient)):
            return Suppressed("The recipient no longer takes part.")
        return _letter(concern, why=f"You take part in {concern.pairing.program.name}.")

    def run(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
        found = _concerns(rows)
        return {row.pk: decide(found.get(row.payload["concern"]), row) for row in rows}

    return run


def _letter(concern: Concern, *, why: str) -> Letter:
    path = reverse("concern", args=[concern.pk])
    return Letter({"page_url": settings.SITE_URL + path, "why": why}, concern.pairing.program.name, url=path)


def _concerns(rows: Sequence[Notification]) -> dict[int, Concern]:
    return Concern.objects.with_people().in_bulk({row.payload["concern"] for row in rows})


def sample() -> dict[str, Any]:
    program, page = "Women in Engineering", f"{settings.SITE_URL}/example"
    return {"program": program, "page_url": page, "why": f"You take part in {program}."}


def sample_raised() -> dict[str, Any]:
    return {**sample(), "why": "You coordinate Women in Engineering."}


KINDS = [
    # Somebody needs them: no budget and no quiet hours.
    Kind(
        "concern_raised", "Somebody raises a concern", prepare_raised, sample_raised, service=True, roles=COORDINATORS
    ),
    Kind("concern_answered", "A concern of yours is answered", prepare_for_pair(is_author=True), sample, roles=PAIR),
    Kind("concern_shared", "Your partner shares a concern", prepare_for_pair(is_author=False), sample, roles=PAIR),
]
