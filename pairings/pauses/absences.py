"""A person takes a pause until a day of return, and their pairs pause with them.

Whoever changes a pause locks the membership first and then all its live pairs, so that two partners who leave or come
back at the same moment see each other's change.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from mentoring.accounts.models import User
from mentoring.activity.models import Entry
from mentoring.activity.record import record
from mentoring.web.integrity import Refused
from pairings.pair import acting, locks
from pairings.pair.acting import Act
from pairings.pair.models import Pairing
from pairings.pauses import actions as pairings
from pairings.pauses import telling
from pairings.times.actions import planning as planned_sessions
from programs.program.models import Membership

# What the activity page says after the actor's name.
SENTENCES = {
    "membership.paused": "put a person on pause until {returns_on}",
    "membership.resumed": "ended the pause of a person",
}


@transaction.atomic
def pause_person(
    membership: Membership, *, returns_on: date, cancels_sessions: bool = True, by: User, now: datetime
) -> None:
    """Pause a person until `returns_on`, or change that day if they are away already. Raises Refused.

    `cancels_sessions` also cancels what is planned with them before that day.
    """
    member = _lock(membership)
    today = member.program.today(now)
    pairings.refuse_past(returns_on, member.program, by=by, now=now)
    if returns_on > member.program.ends_on:
        raise Refused("Choose a day before the program ends.", field="returns_on")
    Membership.objects.filter(pk=member.pk).update(away_from=member.away_from or today, returns_on=returns_on)
    entry = _record("membership.paused", member, by=by, now=now, returns_on=returns_on.isoformat())
    for pairing in _live_pairs(member):
        with acting.held(pairing, by=by, now=now) as act:
            if pairing.state == Pairing.State.ACTIVE:
                pairings.begin_pause(act, returns_on=returns_on, away=member)
            elif pairing.paused_for_id == member.pk:
                Pairing.objects.filter(pk=pairing.pk).update(returns_on=returns_on)
            if cancels_sessions:
                planned_sessions.cancel_during_pause(act, returns_on=returns_on)
    telling.tell_of_absence(member, entry, by=by, now=now)
    membership.refresh_from_db(fields=["away_from", "returns_on"])


@transaction.atomic
def resume_person(membership: Membership, *, by: User | None, now: datetime) -> None:
    """End a person's pause. Raises Refused if they aren't away.

    Pairs that paused for them go on, unless the partner is away as well.
    """
    member = _lock(membership)
    if not member.is_away:
        raise Refused(f"{member.user} isn’t taking a pause.")
    Membership.objects.filter(pk=member.pk).update(away_from=None, returns_on=None)
    _record("membership.resumed", member, by=by, now=now)
    for pairing in _live_pairs(member):
        if pairing.paused_for_id == member.pk:
            with acting.held(pairing, by=by, now=now) as act:
                come_back(act)
    membership.refresh_from_db(fields=["away_from", "returns_on"])


def come_back(act: Act) -> bool:
    """End the pair's pause, or continue it for the one who is still away. Returns whether the pair is back."""
    away = pairings.absent_of(act.pairing)
    if away:
        Pairing.objects.filter(pk=act.pairing.pk).update(paused_for=away, returns_on=away.returns_on)
        return False
    pairings.end_pause(act)
    return True


def _lock(membership: Membership) -> Membership:
    """Takes the same lock as starting a pair, so that nobody is paired at the moment they go away."""
    member = (
        Membership.objects.select_for_update(no_key=True, of=("self",))
        .select_related("user", "program")
        .get(pk=membership.pk)
    )
    if member.state != Membership.State.ACTIVE:
        raise Refused(f"{member.user} takes part no longer.")
    if member.role == Membership.Role.COORDINATOR:
        raise Refused("A coordinator doesn’t take a pause; appoint another one instead.")
    return member


def _live_pairs(member: Membership) -> list[Pairing]:
    return locks.pairings(Pairing.objects.live().filter(Q(mentor=member) | Q(mentee=member)))


def _record(verb: str, member: Membership, *, by: User | None, now: datetime, **details: Any) -> Entry:
    return record(verb, member, by=by, program_id=member.program_id, now=now, **details)
