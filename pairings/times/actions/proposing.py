"""Finding a time: one side proposes up to three, the other picks one or says that none fits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.pair.models import Pairing
from pairings.times.actions import planning as planned_sessions
from pairings.times.models import MOST_TIMES, PlannedSession, ProposedTime, TimeProposal

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "time_proposal.made": "proposed times for a session",
    "time_proposal.declined": "said that none of the proposed times fits",
    "time_proposal.withdrawn": "took back the times they had proposed",
}

State = TimeProposal.State


@transaction.atomic
def propose(
    pairing: Pairing,
    *,
    starts: Sequence[datetime],
    minutes: int,
    place: str = "",
    note: str = "",
    seen: int | None = None,
    by: User,
    now: datetime,
    form_key: UUID,
) -> TimeProposal:
    """The same `form_key` again gives the proposal of the first time. It answers the open one that was `seen`."""
    planned_sessions.lock_pairing(pairing)  # of two at once, the second sees the first
    _must_be_of(pairing, by)
    before = TimeProposal.objects.filter(form_key=form_key, pairing=pairing, proposed_by=by).first()
    if before:
        return before
    _refuse_wrong_times(starts, pairing, now=now)
    _replace_open(pairing, seen=seen, by=by)
    proposal = TimeProposal.objects.create(
        pairing=pairing,
        proposed_by=by,
        minutes=minutes,
        place=place,
        note=note,
        created_at=now,
        form_key=form_key,
    )
    for position, starts_at in enumerate(sorted(starts), 1):
        ProposedTime.objects.create(proposal=proposal, position=position, starts_at=starts_at)
    _tell_partner("time_proposed", proposal, by=by, now=now)
    _leave("time_proposal.made", proposal, by=by, now=now)
    return proposal


@transaction.atomic
def pick(proposal: TimeProposal, *, time: int, by: User, now: datetime) -> PlannedSession:
    """Plan the session for one of the times, or move it there where another was picked before."""
    proposal = _lock(proposal, by, now)
    picked = next((one for one in proposal.times.all() if one.pk == time), None)
    if picked is None:
        raise Refused("Choose one of the times.", field="answer")
    planned = PlannedSession.objects.filter(proposal=proposal).first()
    if planned:
        planned = planned_sessions.put_back(planned, starts_at=picked.starts_at, by=by, now=now)
    else:
        planned = planned_sessions.book(
            proposal.pairing,
            starts_at=picked.starts_at,
            minutes=proposal.minutes,
            place=proposal.place,
            note=proposal.note,
            proposal=proposal,
            by=by,
            now=now,
        )
    _set(proposal, State.TAKEN)
    return planned


@transaction.atomic
def none_fits(proposal: TimeProposal, *, by: User, now: datetime) -> None:
    """None of them; a session that was planned from them is cancelled. A second time changes nothing."""
    proposal = _lock(proposal, by, now)
    if proposal.state == State.DECLINED:
        return
    planned = PlannedSession.objects.filter(proposal=proposal).first()
    if planned and planned.is_planned:
        planned_sessions.cancel(planned, by=by, now=now)
    elif not planned:
        _tell_partner("time_declined", proposal, by=by, now=now)
    _set(proposal, State.DECLINED)
    _leave("time_proposal.declined", proposal, by=by, now=now)


@transaction.atomic
def withdraw(proposal: TimeProposal, *, by: User, now: datetime) -> None:
    """Who proposed takes it back, as long as nobody has answered."""
    if proposal.proposed_by_id != by.pk:
        raise Refused("These times aren’t yours to take back.")
    if not TimeProposal.objects.open().filter(pk=proposal.pk).update(state=State.WITHDRAWN):
        raise Refused("These times have been answered already.")
    _leave("time_proposal.withdrawn", proposal, by=by, now=now)


def _must_be_of(pairing: Pairing, by: User) -> None:
    if not pairing.has(by):
        raise Refused("Only the mentor and the mentee of this pair plan its sessions.")
    if not pairing.is_live:
        raise Refused("This pair has ended: no more sessions can be planned.")


def _refuse_wrong_times(starts: Sequence[datetime], pairing: Pairing, *, now: datetime) -> None:
    if not 1 <= len(starts) <= MOST_TIMES:
        raise Refused("Propose one to three times.")
    if len(set(starts)) < len(starts):
        raise Refused("Two of these times are the same.")
    if any(one <= now for one in starts):
        raise Refused("One of these times has passed. Choose times that are still to come.")
    if any(one.astimezone(pairing.program.zone).date() > pairing.ends_on for one in starts):
        raise Refused(f"Choose days up to {dates.day(pairing.ends_on)}, your last day as a pair.")


def _replace_open(pairing: Pairing, *, seen: int | None, by: User) -> None:
    """One's own open proposal is taken back by a new one; the partner's is answered by it, once it was seen."""
    before = TimeProposal.objects.open().filter(pairing=pairing).select_related("proposed_by").first()
    if before is None:
        return
    if before.proposed_by_id == by.pk:
        _set(before, State.WITHDRAWN)
        return
    if seen != before.pk:
        name = before.proposed_by.first_name
        raise Refused(f"{name} has just proposed times. Your own are still here: look at {name}’s first.")
    _set(before, State.DECLINED)


def _lock(proposal: TimeProposal, by: User, now: datetime) -> TimeProposal:
    """The row locks let the second of two answers at once see the first."""
    planned_sessions.lock_pairing(proposal.pairing)
    proposal = TimeProposal.objects.select_for_update(of=("self",)).with_people().get(pk=proposal.pk)
    _must_be_of(proposal.pairing, by)
    if proposal.proposed_by_id == by.pk:
        raise Refused(f"You proposed these times. {proposal.pairing.partner_of(by).first_name} answers them.")
    if proposal.state == State.WITHDRAWN:
        raise Refused(f"{proposal.proposed_by.first_name} has taken these times back.")
    newer = TimeProposal.objects.filter(pairing=proposal.pairing_id, created_at__gt=proposal.created_at)
    if proposal.state != State.OPEN and newer.exclude(state=State.WITHDRAWN).exists():
        raise Refused("Other times have been proposed since. Answer those.")
    return proposal


def _set(proposal: TimeProposal, state: str) -> None:
    proposal.state = state
    proposal.save(update_fields=["state"])


def _tell_partner(kind: str, proposal: TimeProposal, *, by: User, now: datetime) -> None:
    pairing = proposal.pairing
    member = pairing.mentee if pairing.mentor.user_id == by.pk else pairing.mentor
    outbox.tell(
        member.user,
        kind,
        key=f"{kind}:{proposal.pk}:{member.pk}",
        payload={"proposal": proposal.pk, "membership": member.pk},
        program_id=pairing.program_id,
        pairing_id=pairing.pk,
        now=now,
    )


def _leave(verb: str, proposal: TimeProposal, *, by: User, now: datetime) -> None:
    pairing = proposal.pairing
    record(verb, proposal, by=by, program_id=pairing.program_id, pairing_id=pairing.pk, now=now)
