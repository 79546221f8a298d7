"""The life of a pairing: it starts, gets a rhythm of its own and ends."""

from datetime import date, datetime

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.pair import acting, tints
from pairings.pair.models import Pairing
from pairings.times.actions import planning as planned_sessions
from pairings.touchpoints import days, replanning
from programs.program.models import Membership, Program

# What the activity page says after the actor's name.
SENTENCES = {
    "pairing.started": "made a pair",
    "pairing.ended": "ended a pair",
    "pairing.rhythm_set": "set the rhythm of a pair",
}

NO_PAUSE = {"paused_on": None, "returns_on": None, "paused_for": None}


@transaction.atomic
def start(
    program: Program, *, mentor: Membership, mentee: Membership, started_on: date, by: User, now: datetime
) -> Pairing:
    """Pair the two, plan their first touchpoints and tell both. Raises Refused if a rule forbids it.

    Both memberships are locked, so if twenty requests want a mentor's last place, only one gets it.
    """
    # Lock the program and read it again, so that closing it and starting a pair wait for each other.
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    _refuse_wrong_days(program, started_on)
    mentor, mentee = _lock(program, mentor, mentee)
    _refuse_absent(mentor, mentee)
    _refuse_taken_mentee(mentee)
    _refuse_full_mentor(mentor)
    pairing = Pairing.objects.create(
        program=program,
        mentor=mentor,
        mentee=mentee,
        started_on=started_on,
        ends_on=program.ends_on,
        tint=tints.free(mentor.user, mentee.user),
        created_at=now,
        created_by=by,
    )
    days.plan_first(pairing)
    act = acting.without_lock(pairing, by=by, now=now)  # nobody else knows about it yet
    for member in (mentor, mentee):
        key = f"{pairing.pk}:{member.pk}"
        act.tell(member.user, "pairing_started", key=key, pairing=pairing.pk, membership=member.pk)
    act.record("pairing.started", pairing, started_on=started_on.isoformat())
    return pairing


@transaction.atomic
def end(pairing: Pairing, *, ending: str, reason: str = "", by: User | None, now: datetime) -> None:
    """End the pair: skip its open steps, cancel planned sessions, tell both. Raises Refused if it has already ended.

    `ending` is a `Pairing.Ending`. Only coordinators see `reason`. Both people can still read everything.
    """
    changed = (
        Pairing.objects.live()
        .filter(pk=pairing.pk)
        .update(
            state=Pairing.State.ENDED,
            ended_on=pairing.program.today(now),
            ending=ending,
            ending_reason=reason,
            **NO_PAUSE,
        )
    )
    if not changed:
        raise Refused("This pair has already ended.")
    with acting.held(pairing, by=by, now=now) as act:
        days.skip_open(pairing)
        planned_sessions.cancel_all(act)
        entry = act.record("pairing.ended", pairing, ending=ending)
        act.tell_both("pairing_ended", entry)
    pairing.refresh_from_db()


def set_cadence(pairing: Pairing, *, every_days: int | None, by: User, now: datetime) -> None:
    """Set the days between two sessions (None: the program's) and replan the open one. Raises Refused once ended."""
    with acting.on(pairing, by=by, now=now) as act:
        if not act.pairing.is_live:
            raise Refused("This pair has ended.")
        if act.pairing.cadence_days == every_days:
            return
        Pairing.objects.filter(pk=pairing.pk).update(cadence_days=every_days)
        replanning.replan_pairs(act.pairing.program, [pairing.pk], now=now)
        act.record("pairing.rhythm_set", pairing, every_days=every_days)
    pairing.refresh_from_db(fields=["cadence_days"])


def _lock(program: Program, mentor: Membership, mentee: Membership) -> tuple[Membership, Membership]:
    """Lock both memberships, always in the same order, so that two requests never wait for each other forever."""
    rows = Membership.objects.select_for_update(no_key=True, of=("self",)).filter(
        pk__in=[mentor.pk, mentee.pk], program=program
    )
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
        first, last = dates.day(program.starts_on), dates.day(program.ends_on)
        raise Refused(f"Choose a day while the program runs: from {first}, before {last}.", field="started_on")


def _refuse_absent(mentor: Membership, mentee: Membership) -> None:
    for field, member in (("mentor", mentor), ("mentee", mentee)):
        if member.returns_on:
            raise Refused(f"{member.user} is away until {dates.day(member.returns_on)}.", field=field)


def _refuse_taken_mentee(mentee: Membership) -> None:
    pairing = Pairing.objects.live().filter(mentee=mentee).select_related("mentor__user").first()
    if pairing:
        raise Refused(f"{mentee.user} is already paired with {pairing.mentor.user}.", field="mentee")


def _refuse_full_mentor(mentor: Membership) -> None:
    capacity, taken = mentor.capacity or 0, Pairing.objects.live().filter(mentor=mentor).count()
    if taken >= capacity:
        raise Refused(f"{mentor.user} already has {taken} of {capacity} mentees.", field="mentor")
