"""The reminders of steps, as their rungs planned them: for one of the two, or for a coordinator."""

from collections.abc import Callable, Mapping
from typing import Any

from mentoring.notifications.planning.families import Batch, Family
from mentoring.notifications.planning.kinds import COORDINATORS, PAIR, Kind, Letter
from mentoring.notifications.planning.models import Notification
from pairings.beginning.queries import has_done_their_part
from pairings.check_ins.models import CheckIn
from pairings.feedback.queries import has_written
from pairings.pair import letters
from pairings.pair.letters import ANSWERED, HAS_LEFT, PairNotice
from pairings.pair.models import Pairing
from pairings.pair.samples import Sample
from pairings.reminders import contexts, planned_letters, repeats, samples
from pairings.reminders.contexts import Reminder
from pairings.times import queries as times
from pairings.times.models import PlannedSession
from pairings.touchpoints.models import Touchpoint
from programs.journey import wording
from programs.journey.models import Rung, Step
from programs.program.models import Membership, Program

Context = Callable[[Reminder], dict[str, Any]]
About = PairNotice[Touchpoint]
AnyNotice = PairNotice[Touchpoint] | PairNotice[PlannedSession]

CLOSED = {
    Touchpoint.State.DONE: "It was done before this went out.",
    Touchpoint.State.SKIPPED: "The step was skipped before this went out.",
    Touchpoint.State.MISSED: "The step was given up; its next has been planned.",
}
COVERED = "A session is planned, with reminders of its own."
PAST = "The day that it was to come before is past."


def remind(context: Context) -> Callable[[AnyNotice], Letter | str]:
    """How a kind of reminder is told; `context` gives what surrounds its words."""

    def tell(notice: AnyNotice) -> Letter | str:
        if isinstance(notice.about, PlannedSession):
            return planned_letters.tell(notice)
        return remind_of(notice)

    def remind_of(notice: About) -> Letter | str:
        if untrue := _untrue(notice):
            return untrue
        member = notice.ask(_members).get(notice.row.payload["membership"])
        if member is None:
            return HAS_LEFT
        if (notice.about.pk, member.pk) in notice.ask(_answered):
            return ANSWERED
        if _is_covered(notice, member):
            return COVERED
        rung = notice.ask(_rungs).get(notice.row.payload.get("rung", 0))
        if "rung" in notice.row.payload and rung is None:
            return "The program no longer sends this reminder."
        if notice.row.kind == wording.PAIR_LATE and (known := repeats.unsaid(notice)):
            return known
        return _letter(Reminder(notice, member, rung), context)

    return tell


def _untrue(notice: About) -> str:
    """Why nobody is reminded any more; empty if the program still asks for the step on this day."""
    touchpoint, pairing = notice.about, notice.pairing
    if touchpoint.state != Touchpoint.State.OPEN:
        return CLOSED[Touchpoint.State(touchpoint.state)]
    if touchpoint.due_on.isoformat() != notice.row.payload["due_on"]:
        return "The step was moved to another day; its reminders were planned again."
    if pairing.state != Pairing.State.ACTIVE:
        return f"The pair was {pairing.get_state_display().lower()} when this was to go out."
    if pairing.program.state != Program.State.RUNNING or not touchpoint.step.enabled:
        return "The program no longer asks for this step."
    if notice.row.payload.get("offset_days", 0) < 0 and touchpoint.due_on < pairing.program.today(notice.now):
        return PAST
    return ""


def _is_covered(notice: About, member: Membership) -> bool:
    """Whether a planned session makes the step quiet: for coordinators only as long as it is to come."""
    planned = notice.ask(_covering).get(notice.about.pk)
    return planned is not None and (member.role != Membership.Role.COORDINATOR or planned.starts_at > notice.now)


def _letter(reminder: Reminder, context: Context) -> Letter:
    values, pairing = context(reminder), reminder.pairing
    return Letter(
        {**values, "words": _words(reminder)},
        pairing.program.name,
        thread=reminder.notice.thread,
        url=contexts.path_of(reminder),
        actions=_actions(values),
    )


def _words(reminder: Reminder) -> wording.Words:
    rung, pairing, step = reminder.rung, reminder.pairing, reminder.touchpoint.step
    facts = wording.Facts(
        first_name=reminder.notice.reader.first_name,
        partner=contexts.names(reminder)["partner_first"],
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


def _actions(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if "met_url" in values:
        return (("We met", values["met_url"]), ("We didn’t", values["not_met_url"]))
    return letters.actions(values.get("ratings", []))


def _touchpoints(batch: Batch) -> dict[int, Touchpoint]:
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    return Touchpoint.objects.select_related("step", *people).in_bulk(batch.ids("touchpoint"))


def _members(batch: Batch) -> dict[int, Membership]:
    return Membership.objects.active().in_bulk(batch.ids("membership"))


def _rungs(batch: Batch) -> dict[int, Rung]:
    return Rung.objects.in_bulk(batch.ids("rung"))


def _answered(batch: Batch) -> set[tuple[int, int]]:
    """(touchpoint, membership) of those who have done their part of a step that is still open."""
    touchpoints = batch.ask(_touchpoints)
    checked_in = CheckIn.objects.filter(touchpoint__in=touchpoints).values_list("touchpoint", "member")
    return {*checked_in, *has_done_their_part(touchpoints.values()), *has_written(touchpoints.values())}


def _covering(batch: Batch) -> dict[int, PlannedSession]:
    """By touchpoint, for session steps."""
    touchpoints = batch.ask(_touchpoints).values()
    return times.covering([one for one in touchpoints if one.step.kind == Step.Kind.SESSION], now=batch.now)


def _sessions(batch: Batch) -> dict[int, PlannedSession]:
    return PlannedSession.objects.with_people().in_bulk(batch.ids("planned_session"))


def _read(row: Notification, batch: Batch) -> AnyNotice | None:
    """What is announced or asked about is an open step or, where one is planned, the session itself."""
    if "planned_session" in row.payload:
        session = batch.ask(_sessions).get(row.payload["planned_session"])
        return None if session is None else PairNotice(row, batch, session, session.pairing)
    touchpoint = batch.ask(_touchpoints).get(row.payload["touchpoint"])
    return None if touchpoint is None else PairNotice(row, batch, touchpoint, touchpoint.pairing)


TOUCHPOINTS: Family[AnyNotice] = Family(_read)


def _kind(name: str, title: str, context: Context, sample: Sample, roles: frozenset[str] = PAIR) -> Kind:
    gone = "The step is no longer planned."
    return TOUCHPOINTS.kind(name, title, remind(context), sample, gone=gone, roles=roles)


KINDS = [
    _kind(
        wording.SESSION_DUE,
        "A session is coming up",
        contexts.coming_context,
        samples.of(wording.SESSION_DUE, days_late=-1, when="Tue 1 Dec, 15:00", minutes=60),
    ),
    _kind(
        wording.SESSION_LATE,
        "Did you two meet?",
        contexts.session_context,
        samples.of(wording.SESSION_LATE, days_late=3),
    ),
    _kind(
        wording.CHECK_IN_DUE,
        "How is it going?",
        contexts.check_in_context,
        samples.of(wording.CHECK_IN_DUE, step="Check-in"),
    ),
    _kind(
        wording.STEP_DUE,
        "A step is due",
        contexts.step_context,
        samples.of(wording.STEP_DUE, step="Say hello", days_late=-1),
        roles=frozenset(),
    ),
    _kind(
        wording.PAIR_LATE,
        "A pair you coordinate needs a hand",
        contexts.late_context,
        samples.of(wording.PAIR_LATE, days_late=14),
        roles=COORDINATORS,
    ),
]
