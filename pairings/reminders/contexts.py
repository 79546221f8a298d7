"""What stands around the words of a reminder: names, days, and the links that answer it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.answering import links
from pairings.calendars import clocks
from pairings.check_ins.models import RATINGS
from pairings.pair.models import Pairing
from pairings.times.models import PlannedSession
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Rung, Step
from programs.program.models import Membership


@dataclass(frozen=True)
class Reminder:
    """One touchpoint, the person to be reminded of it, and the day it is in the program's zone.

    `rung` brings the program's own wording; None for what was planned before rungs were named.
    """

    kind: str
    touchpoint: Touchpoint
    member: Membership
    rung: Rung | None
    today: date
    planned: PlannedSession | None = None  # the session that the two have planned for it

    @property
    def pairing(self) -> Pairing:
        return self.touchpoint.pairing

    @property
    def partner(self) -> User:
        return self.pairing.partner_of(self.member.user)


def path_of(reminder: Reminder) -> str:
    """Where its line in the app leads: signed in, so no link that expires."""
    if reminder.kind == "check_in_due":
        return reverse("check_in", args=[reminder.touchpoint.pk])
    if _asks_for_feedback(reminder):
        return f"{reverse('feedback_new', args=[reminder.pairing.pk])}?touchpoint={reminder.touchpoint.pk}"
    return f"{reverse('pair', args=[reminder.pairing.pk])}#step-{reminder.touchpoint.pk}"


def _asks_for_feedback(reminder: Reminder) -> bool:
    asks = reminder.kind == "step_due" and reminder.touchpoint.step.kind == Step.Kind.FEEDBACK
    return asks and reminder.member.role != Membership.Role.COORDINATOR


def session_context(reminder: Reminder) -> dict[str, Any]:
    token = links.make("meeting", user_id=reminder.member.user_id, object_id=reminder.touchpoint.pk)
    answer = settings.SITE_URL + reverse("answer", args=[token])
    return {**step_context(reminder), "met_url": f"{answer}?met=yes", "not_met_url": f"{answer}?met=no"}


def coming_context(reminder: Reminder) -> dict[str, Any]:
    """With the clock time of the session that is planned; where none is, with the way to find one."""
    words, planned = session_context(reminder), reminder.planned
    propose = settings.SITE_URL + reverse("times_propose", args=[reminder.pairing.pk])
    if planned is None:
        return {**words, "when": "", "propose_url": propose}
    decline = links.make("planned", user_id=reminder.member.user_id, object_id=planned.pk)
    return {
        **words,
        "when": clocks.when(planned.starts_at, reminder.member.user, reminder.partner),
        "minutes": planned.minutes,
        "planned_url": settings.SITE_URL + reverse("planned_session", args=[planned.pk]),
        "decline_url": settings.SITE_URL + reverse("planned_answer", args=[decline]),
    }


def check_in_context(reminder: Reminder) -> dict[str, Any]:
    token = links.make("check-in", user_id=reminder.member.user_id, object_id=reminder.touchpoint.pk)
    answer = settings.SITE_URL + reverse("check_in_answer", args=[token])
    ratings = [{"label": label, "url": f"{answer}?v={value}"} for value, label in RATINGS]
    return {**step_context(reminder), "ratings": ratings, "answer_url": answer}


def late_context(reminder: Reminder) -> dict[str, Any]:
    return {"pair_url": pair_url(reminder.pairing)}


def step_context(reminder: Reminder) -> dict[str, Any]:
    touchpoint = reminder.touchpoint
    return {
        **pair_words(reminder.pairing, reminder.member),
        "step": touchpoint.step.title,
        "due_on": touchpoint.due_on,
        "late_days": max(0, (reminder.today - touchpoint.due_on).days),
        "write_url": settings.SITE_URL + path_of(reminder) if _asks_for_feedback(reminder) else "",
    }


def pair_words(pairing: Pairing, member: Membership) -> dict[str, Any]:
    """Of the pair for the pair; a coordinator (whose own step it is) reads both names."""
    is_coordinator = member.role == Membership.Role.COORDINATOR
    partner = pairing.partner_of(member.user)
    pair = f"{pairing.mentee.user} and {pairing.mentor.user}"
    other_role = Membership.Role.MENTEE if member.pk == pairing.mentor_id else Membership.Role.MENTOR
    return {
        "partner": pair if is_coordinator else str(partner),
        "partner_first": pair if is_coordinator else partner.first_name,
        "partner_role": "" if is_coordinator else other_role.label.lower(),
        "pair_url": pair_url(pairing),
        "why": f"You coordinate {pairing.program.name}."
        if is_coordinator
        else f"You are {partner.first_name}’s {member.get_role_display().lower()} in {pairing.program.name}.",
    }


def pair_url(pairing: Pairing) -> str:
    return settings.SITE_URL + reverse("pair", args=[pairing.pk])


Context = Callable[[Reminder], dict[str, Any]]
OF_KIND: dict[str, Context] = {
    "session_due": coming_context,
    "session_late": session_context,
    "check_in_due": check_in_context,
    "step_due": step_context,
    "pair_late": late_context,
}
