"""The life of a pairing: start, pause, resume, end."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications import outbox
from mentoring.web.integrity import Refused
from pairings.actions import touchpoints
from pairings.models import Pairing
from programs.models import Membership, Program


@transaction.atomic
def start(
    program: Program, *, mentor: Membership, mentee: Membership, started_on: date, by: User, now: datetime
) -> Pairing:
    """Pair the two, plan their first touchpoints and tell both.

    Places get scarcer here, so both memberships are locked: of twenty who want the last place, one gets it.
    """
    # The state as it is now: a program that is being closed at this moment waits for the pair, or the pair for it.
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    _refuse_wrong_days(program, started_on)
    mentor, mentee = _lock(program, mentor, mentee)
    _refuse_taken_mentee(mentee)
    _refuse_full_mentor(mentor)
    pairing = Pairing.objects.create(
        program=program,
        mentor=mentor,
        mentee=mentee,
        started_on=started_on,
        ends_on=program.ends_on,
        created_at=now,
        created_by=by,
    )
    touchpoints.plan_first(pairing)
    for member in (mentor, mentee):
        outbox.tell(
            member.user,
            "pairing_started",
            key=f"pairing_started:{pairing.pk}:{member.pk}",
            payload={"pairing": pairing.pk, "membership": member.pk},
            program_id=program.pk,
            pairing_id=pairing.pk,
            now=now,
        )
    _record("pairing.started", pairing, by=by, now=now, started_on=started_on.isoformat())
    return pairing


@transaction.atomic
def pause(pairing: Pairing, *, returns_on: date, by: User, now: datetime) -> None:
    """No reminders until they are back. They come back by themselves on `returns_on`, or earlier by `resume`."""
    today = pairing.program.today(now)
    if returns_on <= today:
        raise Refused("Choose a day after today.", field="returns_on")
    if returns_on > pairing.ends_on:
        raise Refused(
            f"Choose a day up to {touchpoints.in_words(pairing.ends_on)}, their last day.", field="returns_on"
        )
    changed = (
        Pairing.objects.active()
        .filter(pk=pairing.pk)
        .update(state=Pairing.State.PAUSED, paused_on=today, returns_on=returns_on)
    )
    if not changed:
        raise Refused("Only an active pair can take a pause.")
    _record("pairing.paused", pairing, by=by, now=now, returns_on=returns_on.isoformat())
    pairing.refresh_from_db(fields=["state", "paused_on", "returns_on"])


@transaction.atomic
def resume(pairing: Pairing, *, by: User | None, now: datetime) -> None:
    """Back from the pause: what is open moves by the days they were away. `by=None`: their day of return came."""
    paused = Pairing.objects.select_for_update().filter(pk=pairing.pk, state=Pairing.State.PAUSED).first()
    if paused is None or paused.paused_on is None:
        raise Refused("This pair isn’t taking a pause.")
    days = max(0, (pairing.program.today(now) - paused.paused_on).days)
    Pairing.objects.filter(pk=pairing.pk).update(state=Pairing.State.ACTIVE, paused_on=None, returns_on=None)
    touchpoints.shift_open(paused, days=days)
    _record("pairing.resumed", pairing, by=by, now=now, days=days)
    pairing.refresh_from_db(fields=["state", "paused_on", "returns_on"])


@transaction.atomic
def end(pairing: Pairing, *, ending: str, reason: str = "", by: User | None, now: datetime) -> None:
    """The pairing is over: what is open is skipped, both can still read. `reason` is for the coordinators."""
    changed = (
        Pairing.objects.live()
        .filter(pk=pairing.pk)
        .update(
            state=Pairing.State.ENDED,
            ended_on=pairing.program.today(now),
            ending=ending,
            ending_reason=reason,
            paused_on=None,
            returns_on=None,
        )
    )
    if not changed:
        raise Refused("This pair has already ended.")
    touchpoints.skip_open(pairing)
    _record("pairing.ended", pairing, by=by, now=now, ending=ending)
    pairing.refresh_from_db()


def _lock(program: Program, mentor: Membership, mentee: Membership) -> tuple[Membership, Membership]:
    """Both memberships under a row lock, in one order whoever asks, so that two requests never wait for each other."""
    rows = Membership.objects.select_for_update(of=("self",)).filter(pk__in=[mentor.pk, mentee.pk], program=program)
    found = {row.pk: row for row in rows.active().select_related("user").order_by("pk")}
    if mentor.pk not in found or found[mentor.pk].role != Membership.Role.MENTOR:
        raise Refused("Choose a mentor who takes part in this program.", field="mentor")
    if mentee.pk not in found or found[mentee.pk].role != Membership.Role.MENTEE:
        raise Refused("Choose a mentee who takes part in this program.", field="mentee")
    if found[mentor.pk].user_id == found[mentee.pk].user_id:
        raise Refused("Choose two different people.", field="mentee")
    return found[mentor.pk], found[mentee.pk]


def _refuse_wrong_days(program: Program, started_on: date) -> None:
    if program.state == Program.State.CLOSED:
        raise Refused("This program is closed, so nobody can be paired in it.")
    if not program.starts_on <= started_on < program.ends_on:
        first, last = touchpoints.in_words(program.starts_on), touchpoints.in_words(program.ends_on)
        raise Refused(f"Choose a day while the program runs: from {first}, before {last}.", field="started_on")


def _refuse_taken_mentee(mentee: Membership) -> None:
    """One mentor at a time for each mentee of a program."""
    pairing = Pairing.objects.live().filter(mentee=mentee).select_related("mentor__user").first()
    if pairing:
        raise Refused(f"{mentee.user} is already paired with {pairing.mentor.user}.", field="mentee")


def _refuse_full_mentor(mentor: Membership) -> None:
    capacity, taken = mentor.capacity or 0, Pairing.objects.live().filter(mentor=mentor).count()
    if taken >= capacity:
        raise Refused(f"{mentor.user} already has {taken} of {capacity} mentees.", field="mentor")


def _record(verb: str, pairing: Pairing, *, by: User | None, now: datetime, **details: Any) -> None:
    record(verb, pairing, by=by, program_id=pairing.program_id, pairing_id=pairing.pk, now=now, **details)
