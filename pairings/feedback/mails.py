"""The mails about feedback: that there is something, never what; coordinators can read those mails."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.answering import links
from mentoring.notifications.planning.kinds import PAIR, Kind, Letter, Prepare, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from pairings.feedback.models import USEFUL, Feedback
from pairings.pair.models import Pairing

About = Callable[[Notification, Any, User, datetime], Prepared]


def prepare(name: str, found: Callable[[set[int]], Mapping[int, Any]], about: About) -> Prepare:
    """Of a kind whose payload names one thing under `name`: in one query."""

    def run(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
        things = found({row.payload[name] for row in rows})

        def decide(row: Notification) -> Prepared:
            thing = things.get(row.payload[name])
            if thing is None:
                return Suppressed("It was removed before this went out.")
            if not thing.pairing.is_live:
                return Suppressed("The pair had ended before this went out.")
            if not thing.pairing.has(row.recipient):
                return Suppressed("The recipient no longer takes part.")
            return about(row, thing, row.recipient, now)

        return {row.pk: decide(row) for row in rows}

    return run


def feedback(ids: set[int]) -> Mapping[int, Feedback]:
    return Feedback.objects.with_people().in_bulk(ids)


def given(row: Notification, one: Feedback, reader: User, now: datetime) -> Prepared:
    """Open: to be read, and rated; still closed: when it opens."""
    if one.read_at:
        return Suppressed("They had read it before this went out.")
    if one.is_open(now):
        if row.payload["about"] == "opens" and one.opens_at != datetime.fromisoformat(row.payload["opens_at"]):
            return Suppressed("Both had written before the day; that was seen then.")
        path = reverse("feedback_item", args=[one.pk])
        token = links.make("feedback", user_id=reader.pk, object_id=one.pk)
        answer = settings.SITE_URL + reverse("feedback_useful", args=[token])
        ratings = [{"label": label, "url": f"{answer}?v={value}"} for value, label in USEFUL]
        return letter(one.pairing, reader, {"page_url": settings.SITE_URL + path, "ratings": ratings}, path)
    path = f"{reverse('feedback_new', args=[one.pairing_id])}?touchpoint={one.touchpoint_id}"
    opens_on = one.opens_at.astimezone(one.pairing.program.zone).date()
    return letter(one.pairing, reader, {"page_url": settings.SITE_URL + path, "opens_on": opens_on}, path)


def answered(row: Notification, one: Feedback, reader: User, now: datetime) -> Prepared:
    is_taken_up = row.payload["about"] == "taken_up"
    if not is_taken_up and not one.answer:
        return Suppressed("They took their answer back before this went out.")
    path = reverse("feedback_item", args=[one.pk])
    return letter(one.pairing, reader, {"page_url": settings.SITE_URL + path, "is_taken_up": is_taken_up}, path)


def letter(pairing: Pairing, reader: User, more: Mapping[str, Any], path: str) -> Letter:
    partner = pairing.partner_of(reader)
    role = "mentor" if pairing.mentor.user_id == reader.pk else "mentee"
    context = {
        "partner": str(partner),
        "partner_first": partner.first_name,
        "why": f"You are {partner.first_name}’s {role} in {pairing.program.name}.",
        **more,
    }
    return Letter(context, pairing.program.name, thread=f"pairing-{pairing.pk}", url=path)


def sample(**more: Any) -> Callable[[], dict[str, Any]]:
    example = f"{settings.SITE_URL}/example"
    return lambda: {
        "partner": "Sam Lee",
        "partner_first": "Sam",
        "page_url": example,
        "why": "You are Sam’s mentor in Women in Engineering.",
        **more,
    }


RATINGS = [{"label": label, "url": f"{settings.SITE_URL}/example"} for _, label in USEFUL]
KINDS = [
    Kind(
        "feedback_given",
        "Your partner has written feedback for you",
        prepare("feedback", feedback, given),
        sample(ratings=RATINGS, opens_on=date(2026, 12, 2)),
        roles=PAIR,
    ),
    Kind(
        "feedback_answered",
        "Your feedback was answered",
        prepare("feedback", feedback, answered),
        sample(is_taken_up=False),
        roles=PAIR,
    ),
]
