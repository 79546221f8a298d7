"""The mails about pairs: each is checked again at the moment it goes out, in a constant number of queries."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications import links
from mentoring.notifications.kinds import COORDINATORS, PAIR, Kind, Letter, Prepare, Prepared, Suppressed
from mentoring.notifications.models import Notification
from pairings import clocks, samples
from pairings.models import CheckIn, Pairing, PlannedSession, Touchpoint
from pairings.queries.beginning import has_done_their_part
from pairings.queries.feedback import has_written
from pairings.words import RATINGS
from programs import wording
from programs.models import Membership, Program, Rung, Step

Context = Callable[["Reminder"], dict[str, Any]]
Actions = tuple[tuple[str, str], ...]  # label and address

CLOSED = {
    Touchpoint.State.DONE: "It was done before this went out.",
    Touchpoint.State.SKIPPED: "The step was skipped before this went out.",
    Touchpoint.State.MISSED: "The step was given up; its next has been planned.",
}


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


def prepare(context: Context, *, with_planned: bool = False) -> Prepare:
    """A `prepare` for a kind about a touchpoint; `context` gives what stands around the words of one still true.

    `with_planned`: it wants to know the session that is planned, too.
    """

    def run(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
        touchpoints = _touchpoints(notifications)
        members = _members(notifications)
        rungs = _rungs(notifications)
        answered = set(CheckIn.objects.filter(touchpoint__in=touchpoints).values_list("touchpoint", "member"))
        answered |= has_done_their_part(touchpoints.values()) | has_written(touchpoints.values())
        planned = _planned(touchpoints.values(), now) if with_planned else {}

        def decide(row: Notification) -> Prepared:
            touchpoint = touchpoints.get(row.payload["touchpoint"])
            member = members.get(row.payload["membership"])
            rung = rungs.get(row.payload.get("rung", 0))
            reason = _why_not(row, touchpoint, member, answered)
            if "rung" in row.payload and rung is None and not reason:
                reason = "The program no longer sends this reminder."
            if reason or touchpoint is None or member is None:
                return Suppressed(reason)
            today, session = touchpoint.pairing.program.today(now), planned.get(touchpoint.pk)
            return _letter(Reminder(row.kind, touchpoint, member, rung, today, session), context)

        return {row.pk: decide(row) for row in notifications}

    return run


def _letter(reminder: Reminder, context: Context) -> Letter:
    values = context(reminder)
    pairing = reminder.pairing
    return Letter(
        {**values, "words": _words(reminder)},
        thread=f"pairing-{pairing.pk}",
        url=_path(reminder),
        actions=_actions(values),
    )


def _words(reminder: Reminder) -> wording.Words:
    """The program's wording of this reminder, or the default of its kind, with the names and days put in."""
    rung, pairing, step = reminder.rung, reminder.pairing, reminder.touchpoint.step
    facts = wording.Facts(
        first_name=reminder.member.user.first_name,
        partner=_pair_words(pairing, reminder.member)["partner_first"],
        mentor=str(pairing.mentor.user),
        mentee=str(pairing.mentee.user),
        step=step.title,
        guide=step.guide,
        program=pairing.program.name,
        due_on=reminder.touchpoint.due_on,
        today=reminder.today,
    )
    own = (rung.subject, rung.text) if rung else ("", "")
    return wording.fill(wording.effective(reminder.kind, *own), facts)


def _path(reminder: Reminder) -> str:
    """Where its line in the app leads: signed in, so no link that expires."""
    if reminder.kind == "check_in_due":
        return reverse("check_in", args=[reminder.touchpoint.pk])
    if _asks_for_feedback(reminder):
        return f"{reverse('feedback_new', args=[reminder.pairing.pk])}?touchpoint={reminder.touchpoint.pk}"
    return f"{reverse('pair', args=[reminder.pairing.pk])}#step-{reminder.touchpoint.pk}"


def _asks_for_feedback(reminder: Reminder) -> bool:
    asks = reminder.kind == "step_due" and reminder.touchpoint.step.kind == Step.Kind.FEEDBACK
    return asks and reminder.member.role != Membership.Role.COORDINATOR


def _actions(values: Mapping[str, Any]) -> Actions:
    """What can be answered from a line of a digest, without signing in."""
    if "met_url" in values:
        return (("We met", values["met_url"]), ("We didn’t", values["not_met_url"]))
    return tuple((rating["label"], rating["url"]) for rating in values.get("ratings", []))


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


def _planned(touchpoints: Collection[Touchpoint], now: datetime) -> dict[int, PlannedSession]:
    """By touchpoint, the session planned for its day; else the next one that is to come."""
    found: dict[int, PlannedSession] = {}
    coming = PlannedSession.objects.standing().filter(starts_at__gt=now - timedelta(days=1))
    rows = list(coming.filter(pairing__in={one.pairing_id for one in touchpoints}))
    for touchpoint in touchpoints:
        zone = touchpoint.pairing.program.zone
        theirs = [one for one in rows if one.pairing_id == touchpoint.pairing_id]
        on_its_day = [one for one in theirs if one.starts_at.astimezone(zone).date() == touchpoint.due_on]
        for session in [*on_its_day, *(one for one in theirs if one.starts_at > now)][:1]:
            found[touchpoint.pk] = session
    return found


def _members(notifications: Sequence[Notification]) -> dict[int, Membership]:
    ids = {row.payload["membership"] for row in notifications}
    return Membership.objects.active().select_related("user").in_bulk(ids)


def _rungs(notifications: Sequence[Notification]) -> dict[int, Rung]:
    ids = {row.payload["rung"] for row in notifications if "rung" in row.payload}
    return Rung.objects.in_bulk(ids) if ids else {}


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
    pairing = reminder.pairing
    return {"program": pairing.program.name, "pair_url": _pair_url(pairing)}


def step_context(reminder: Reminder) -> dict[str, Any]:
    touchpoint = reminder.touchpoint
    return {
        **_pair_words(reminder.pairing, reminder.member),
        "step": touchpoint.step.title,
        "due_on": touchpoint.due_on,
        "late_days": max(0, (reminder.today - touchpoint.due_on).days),
        "write_url": settings.SITE_URL + _path(reminder) if _asks_for_feedback(reminder) else "",
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


KINDS = [
    Kind("pairing_started", "You have a match", prepare=prepare_started, sample=samples.started, service=True),
    Kind(
        "session_due",
        "A session is coming up",
        prepare=prepare(coming_context, with_planned=True),
        sample=samples.of("session_due", days_late=-1, when="Tue 1 Dec, 15:00", minutes=60),
        roles=PAIR,
    ),
    Kind(
        "session_late",
        "Did you two meet?",
        prepare=prepare(session_context),
        sample=samples.of("session_late", days_late=3),
        roles=PAIR,
    ),
    Kind(
        "check_in_due",
        "How is it going?",
        prepare=prepare(check_in_context),
        sample=samples.of("check_in_due", step="Check-in"),
        roles=PAIR,
    ),
    Kind(
        "step_due",
        "A step is due",
        prepare=prepare(step_context),
        sample=samples.of("step_due", step="Say hello", days_late=-1),
    ),
    Kind(
        "pair_late",
        "A pair you coordinate needs a hand",
        prepare=prepare(late_context),
        sample=samples.of("pair_late", days_late=14),
        roles=COORDINATORS,
    ),
]
