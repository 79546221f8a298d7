"""What surrounds the words of a reminder: names, days and the links that answer it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from pairings.check_ins.models import RATINGS
from pairings.pair.letters import PairNotice, choices
from pairings.pair.models import Pairing
from pairings.reminders import repeats
from pairings.touchpoints.models import Touchpoint
from programs.journey import wording
from programs.journey.models import Rung, Step
from programs.program.letters import coordinating
from programs.program.models import Membership


@dataclass(frozen=True)
class Reminder:
    """A touchpoint and the person to be reminded of it.

    `rung` brings the program's own wording; None for what was planned before rungs were named.
    """

    notice: PairNotice[Touchpoint]
    member: Membership
    rung: Rung | None

    @property
    def kind(self) -> str:
        return self.notice.row.kind

    @property
    def touchpoint(self) -> Touchpoint:
        return self.notice.about

    @property
    def pairing(self) -> Pairing:
        return self.notice.pairing

    @property
    def today(self) -> date:
        """In the program's time zone."""
        return self.pairing.program.today(self.notice.now)

    @property
    def is_for_coordinator(self) -> bool:
        return self.member.role == Membership.Role.COORDINATOR

    def answer_url(self, page: str, purpose: str) -> str:
        return self.notice.answer_url(page, purpose, object_id=self.touchpoint.pk)


def path_of(reminder: Reminder) -> str:
    """Where the notification in the app leads; the reader is signed in there, so the link needn't expire."""
    if reminder.kind == wording.CHECK_IN_DUE:
        return reverse("check_in", args=[reminder.touchpoint.pk])
    if _asks_for_feedback(reminder):
        return f"{reverse('feedback_new', args=[reminder.pairing.pk])}?touchpoint={reminder.touchpoint.pk}"
    return f"{reverse('pair', args=[reminder.pairing.pk])}#step-{reminder.touchpoint.pk}"


def _asks_for_feedback(reminder: Reminder) -> bool:
    asks = reminder.kind == wording.STEP_DUE and reminder.touchpoint.step.kind == Step.Kind.FEEDBACK
    return asks and not reminder.is_for_coordinator


def session_context(reminder: Reminder) -> dict[str, Any]:
    answer = reminder.answer_url("answer", "meeting")
    return {**step_context(reminder), "met_url": f"{answer}?met=yes", "not_met_url": f"{answer}?met=no"}


def coming_context(reminder: Reminder) -> dict[str, Any]:
    """With a link to find a time: where one is planned, the step is quiet."""
    propose = _address("times_propose", reminder.pairing.pk)
    return {**session_context(reminder), "when": "", "propose_url": propose}


def check_in_context(reminder: Reminder) -> dict[str, Any]:
    answer = reminder.answer_url("check_in_answer", "check-in")
    return {**step_context(reminder), "ratings": choices(answer, "v", RATINGS), "answer_url": answer}


def late_context(reminder: Reminder) -> dict[str, Any]:
    return {
        "pair_url": _address("pair", reminder.pairing.pk),
        "also_late": repeats.also_late(reminder.notice),
        "for_coordinator": True,
    }


def step_context(reminder: Reminder) -> dict[str, Any]:
    touchpoint = reminder.touchpoint
    return {
        **names(reminder),
        "pair_url": _address("pair", reminder.pairing.pk),
        "step": touchpoint.step.title,
        "due_on": touchpoint.due_on,
        "late_days": max(0, (reminder.today - touchpoint.due_on).days),
        "write_url": settings.SITE_URL + path_of(reminder) if _asks_for_feedback(reminder) else "",
    }


def names(reminder: Reminder) -> dict[str, Any]:
    """The partner's names; a coordinator, whose own step it is, reads both people's."""
    pairing, notice = reminder.pairing, reminder.notice
    if reminder.is_for_coordinator:
        pair = f"{pairing.mentee.user} and {pairing.mentor.user}"
        return {
            "partner": pair,
            "partner_first": pair,
            "partner_role": "",
            "why": coordinating(pairing.program),
            "for_coordinator": True,
        }
    return {**notice.names, "partner_role": notice.roles[1], "why": notice.why}


def _address(page: str, pk: int) -> str:
    return settings.SITE_URL + reverse(page, args=[pk])
