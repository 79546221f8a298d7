"""The mails about pairs: each is checked again at the moment it goes out, in a constant number of queries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications import links
from mentoring.notifications.kinds import COORDINATORS, PAIR, Kind, Letter, Prepare, Prepared, Suppressed
from mentoring.notifications.models import Notification
from pairings.models import CheckIn, Pairing, Touchpoint
from pairings.words import RATINGS
from programs.models import Membership, Program

Words = Callable[["Reminder"], dict[str, Any]]

CLOSED = {
    Touchpoint.State.DONE: "It was done before this went out.",
    Touchpoint.State.SKIPPED: "The step was skipped before this went out.",
    Touchpoint.State.MISSED: "The step was given up; its next has been planned.",
}


@dataclass(frozen=True)
class Reminder:
    """One touchpoint, the person to be reminded of it, and the day it is in the program's zone."""

    touchpoint: Touchpoint
    member: Membership
    today: date

    @property
    def pairing(self) -> Pairing:
        return self.touchpoint.pairing

    @property
    def partner(self) -> User:
        return self.pairing.partner_of(self.member.user)


def prepare(words: Words) -> Prepare:
    """A `prepare` for a kind about a touchpoint; `words` gives the context of one that is still true."""

    def run(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
        touchpoints = _touchpoints(notifications)
        members = _members(notifications)
        answered = set(CheckIn.objects.filter(touchpoint__in=touchpoints).values_list("touchpoint", "member"))

        def decide(row: Notification) -> Prepared:
            touchpoint = touchpoints.get(row.payload["touchpoint"])
            member = members.get(row.payload["membership"])
            reason = _why_not(row, touchpoint, member, answered)
            if reason or touchpoint is None or member is None:
                return Suppressed(reason)
            reminder = Reminder(touchpoint, member, touchpoint.pairing.program.today(now))
            return Letter(words(reminder), thread=f"pairing-{touchpoint.pairing_id}")

        return {row.pk: decide(row) for row in notifications}

    return run


def prepare_started(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    ids = {row.payload["pairing"] for row in notifications}
    pairings = Pairing.objects.with_people().in_bulk(ids)
    members = _members(notifications)
    first: dict[int, Touchpoint] = {}
    for touchpoint in Touchpoint.objects.open().filter(pairing__in=ids).select_related("step").order_by("-due_on"):
        first[touchpoint.pairing_id] = touchpoint
    return {
        row.pk: _started(
            pairings.get(row.payload["pairing"]),
            members.get(row.payload["membership"]),
            first.get(row.payload["pairing"]),
        )
        for row in notifications
    }


def _started(pairing: Pairing | None, member: Membership | None, first: Touchpoint | None) -> Prepared:
    if pairing is None or not pairing.is_live:
        return Suppressed("The pair had ended before this went out.")
    if member is None:
        return Suppressed("The recipient no longer takes part.")
    context = {
        **_pair_words(pairing, member),
        "started_on": pairing.started_on,
        "first_step": first.step.title if first else "",
        "first_due_on": first.due_on if first else None,
        "rhythm_days": pairing.program.cadence_days,
        "minutes": pairing.program.session_minutes,
    }
    return Letter(context, thread=f"pairing-{pairing.pk}")


def _touchpoints(notifications: Sequence[Notification]) -> dict[int, Touchpoint]:
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    ids = {row.payload["touchpoint"] for row in notifications}
    return Touchpoint.objects.select_related("step", *people).in_bulk(ids)


def _members(notifications: Sequence[Notification]) -> dict[int, Membership]:
    ids = {row.payload["membership"] for row in notifications}
    return Membership.objects.active().select_related("user").in_bulk(ids)


def _why_not(
    row: Notification, touchpoint: Touchpoint | None, member: Membership | None, answered: set[tuple[int, int]]
) -> str:
    """The sentence for the mail log where this is no longer to be said; empty where it is."""
    if touchpoint is None:
        return "The step is no longer planned."
    if touchpoint.state != Touchpoint.State.OPEN:
        return CLOSED[Touchpoint.State(touchpoint.state)]
    if touchpoint.due_on.isoformat() != row.payload["due_on"]:
        return "The step was moved to another day; its reminders were planned again."
    if touchpoint.pairing.state != Pairing.State.ACTIVE:
        return f"The pair was {touchpoint.pairing.get_state_display().lower()} when this was to go out."
    if touchpoint.pairing.program.state != Program.State.RUNNING or not touchpoint.step.enabled:
        return "The program no longer asks for this step."
    if member is None:
        return "The recipient no longer takes part."
    if (touchpoint.pk, member.pk) in answered:
        return "They had answered before this went out."
    return ""


def session_words(reminder: Reminder) -> dict[str, Any]:
    token = links.make("meeting", user_id=reminder.member.user_id, object_id=reminder.touchpoint.pk)
    answer = settings.SITE_URL + reverse("answer", args=[token])
    return {**_step_words(reminder), "met_url": f"{answer}?met=yes", "not_met_url": f"{answer}?met=no"}


def check_in_words(reminder: Reminder) -> dict[str, Any]:
    token = links.make("check-in", user_id=reminder.member.user_id, object_id=reminder.touchpoint.pk)
    answer = settings.SITE_URL + reverse("check_in_answer", args=[token])
    ratings = [{"label": label, "url": f"{answer}?v={value}"} for value, label in RATINGS]
    return {**_step_words(reminder), "ratings": ratings, "answer_url": answer}


def step_words(reminder: Reminder) -> dict[str, Any]:
    return _step_words(reminder)


def late_words(reminder: Reminder) -> dict[str, Any]:
    pairing = reminder.pairing
    return {
        "mentor": str(pairing.mentor.user),
        "mentee": str(pairing.mentee.user),
        "program": pairing.program.name,
        "step": reminder.touchpoint.step.title,
        "due_on": reminder.touchpoint.due_on,
        "late_days": (reminder.today - reminder.touchpoint.due_on).days,
        "pair_url": _pair_url(pairing),
    }


def _step_words(reminder: Reminder) -> dict[str, Any]:
    touchpoint = reminder.touchpoint
    return {
        **_pair_words(reminder.pairing, reminder.member),
        "step": touchpoint.step.title,
        "guide": touchpoint.step.guide,
        "due_on": touchpoint.due_on,
        "due_in_days": (touchpoint.due_on - reminder.today).days,
        "late_days": max(0, (reminder.today - touchpoint.due_on).days),
    }


def _pair_words(pairing: Pairing, member: Membership) -> dict[str, Any]:
    """Of the pair for the pair; a coordinator (whose own step it is) reads both names."""
    is_coordinator = member.role == Membership.Role.COORDINATOR
    partner = pairing.partner_of(member.user)
    pair = f"{pairing.mentee.user} and {pairing.mentor.user}"
    other_role = Membership.Role.MENTEE if member.pk == pairing.mentor_id else Membership.Role.MENTOR
    return {
        "partner": pair if is_coordinator else str(partner),
        "partner_first": pair if is_coordinator else partner.first_name,
        "partner_role": "" if is_coordinator else other_role.label.lower(),
        "program": pairing.program.name,
        "pair_url": _pair_url(pairing),
        "why": f"You coordinate {pairing.program.name}."
        if is_coordinator
        else f"You are {partner.first_name}’s {member.get_role_display().lower()} in {pairing.program.name}.",
    }


def _pair_url(pairing: Pairing) -> str:
    return settings.SITE_URL + reverse("pair", args=[pairing.pk])


def _sample(**more: Any) -> dict[str, Any]:
    example = f"{settings.SITE_URL}/example"
    return {
        "partner": "Sam Lee",
        "partner_first": "Sam",
        "partner_role": "mentee",
        "program": "Women in Engineering",
        "pair_url": example,
        "why": "You are Sam’s mentor in Women in Engineering.",
        "step": "Session",
        "guide": "Ask what went well since last time. Listen first; advice comes last.",
        "due_on": date(2026, 12, 1),
        "due_in_days": 1,
        "late_days": 0,
        "met_url": example,
        "not_met_url": example,
        **more,
    }


def sample_started() -> dict[str, Any]:
    return _sample(
        started_on=date(2026, 12, 1),
        first_step="Say hello",
        first_due_on=date(2026, 12, 4),
        rhythm_days=14,
        minutes=60,
    )


def sample_check_in() -> dict[str, Any]:
    example = f"{settings.SITE_URL}/example"
    ratings = [{"label": label, "url": example} for _, label in RATINGS]
    return _sample(step="Check-in", ratings=ratings, answer_url=example)


def sample_late() -> dict[str, Any]:
    return _sample(mentor="Miriam Okafor", mentee="Sam Lee", late_days=14)


KINDS = [
    Kind("pairing_started", "You have a match", prepare=prepare_started, sample=sample_started, service=True),
    Kind("session_due", "A session is coming up", prepare=prepare(session_words), sample=_sample, roles=PAIR),
    Kind(
        "session_late",
        "Did you two meet?",
        prepare=prepare(session_words),
        sample=lambda: _sample(due_in_days=-3, late_days=3),
        roles=PAIR,
    ),
    Kind("check_in_due", "How is it going?", prepare=prepare(check_in_words), sample=sample_check_in, roles=PAIR),
    Kind("step_due", "A step is due", prepare=prepare(step_words), sample=lambda: _sample(step="Say hello")),
    Kind(
        "pair_late",
        "A pair you coordinate needs a hand",
        prepare=prepare(late_words),
        sample=sample_late,
        roles=COORDINATORS,
    ),
]
