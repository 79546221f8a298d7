"""The mails about pairs: each is checked again at the moment it goes out, in a constant number of queries."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from mentoring.notifications.planning.kinds import COORDINATORS, PAIR, Kind, Letter, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from pairings.beginning.queries import has_done_their_part
from pairings.check_ins.models import CheckIn
from pairings.feedback.queries import has_written
from pairings.pair.models import Pairing
from pairings.reminders import samples
from pairings.reminders.contexts import OF_KIND, Reminder, pair_words, path_of
from pairings.times.models import PlannedSession
from pairings.touchpoints.models import Touchpoint
from programs.journey import wording
from programs.journey.models import Rung
from programs.program.models import Membership, Program

Actions = tuple[tuple[str, str], ...]  # label and address

CLOSED = {
    Touchpoint.State.DONE: "It was done before this went out.",
    Touchpoint.State.SKIPPED: "The step was skipped before this went out.",
    Touchpoint.State.MISSED: "The step was given up; its next has been planned.",
}


def prepare(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    """Of every kind about a touchpoint, in one go."""
    touchpoints = _touchpoints(notifications)
    members = _members(notifications)
    rungs = _rungs(notifications)
    answered = set(CheckIn.objects.filter(touchpoint__in=touchpoints).values_list("touchpoint", "member"))
    answered |= has_done_their_part(touchpoints.values()) | has_written(touchpoints.values())
    coming = {row.payload["touchpoint"] for row in notifications if row.kind == "session_due"}
    planned = _planned([one for pk, one in touchpoints.items() if pk in coming], now)

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
        return _letter(Reminder(row.kind, touchpoint, member, rung, today, session))

    return {row.pk: decide(row) for row in notifications}


def _letter(reminder: Reminder) -> Letter:
    values = OF_KIND[reminder.kind](reminder)
    pairing = reminder.pairing
    return Letter(
        {**values, "words": _words(reminder)},
        pairing.program.name,
        thread=f"pairing-{pairing.pk}",
        url=path_of(reminder),
        actions=_actions(values),
    )


def _words(reminder: Reminder) -> wording.Words:
    """The program's wording of this reminder, or the default of its kind, with the names and days put in."""
    rung, pairing, step = reminder.rung, reminder.pairing, reminder.touchpoint.step
    facts = wording.Facts(
        first_name=reminder.member.user.first_name,
        partner=pair_words(pairing, reminder.member)["partner_first"],
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
        **pair_words(pairing, member),
        "started_on": pairing.started_on,
        "first_step": first.step.title if first else "",
        "first_due_on": first.due_on if first else None,
        "rhythm_days": pairing.program.cadence_days,
        "minutes": pairing.program.session_minutes,
    }
    return Letter(context, pairing.program.name, thread=f"pairing-{pairing.pk}")


def _touchpoints(notifications: Sequence[Notification]) -> dict[int, Touchpoint]:
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    ids = {row.payload["touchpoint"] for row in notifications}
    return Touchpoint.objects.select_related("step", *people).in_bulk(ids)


def _planned(touchpoints: Collection[Touchpoint], now: datetime) -> dict[int, PlannedSession]:
    """By touchpoint, the session planned for its day; else the next one that is to come."""
    if not touchpoints:
        return {}
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


KINDS = [
    Kind("pairing_started", "You have a match", prepare=prepare_started, sample=samples.started, service=True),
    Kind(
        "session_due",
        "A session is coming up",
        prepare=prepare,
        sample=samples.of("session_due", days_late=-1, when="Tue 1 Dec, 15:00", minutes=60),
        roles=PAIR,
    ),
    Kind(
        "session_late",
        "Did you two meet?",
        prepare=prepare,
        sample=samples.of("session_late", days_late=3),
        roles=PAIR,
    ),
    Kind(
        "check_in_due",
        "How is it going?",
        prepare=prepare,
        sample=samples.of("check_in_due", step="Check-in"),
        roles=PAIR,
    ),
    Kind(
        "step_due",
        "A step is due",
        prepare=prepare,
        sample=samples.of("step_due", step="Say hello", days_late=-1),
    ),
    Kind(
        "pair_late",
        "A pair you coordinate needs a hand",
        prepare=prepare,
        sample=samples.of("pair_late", days_late=14),
        roles=COORDINATORS,
    ),
]
