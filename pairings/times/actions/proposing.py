"""Finding a time: one side proposes up to three, the other picks one or says that none fits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.pair import acting
from pairings.pair.acting import Act
from pairings.pair.models import Pairing
from pairings.times.actions import planning as planned_sessions
from pairings.times.actions.planning import THE_TWO
from pairings.times.models import MOST_TIMES, PlannedSession, ProposedTime, TimeProposal

# What the activity page says after the actor's name.
SENTENCES = {
    "time_proposal.made": "proposed times for a session",
    "time_proposal.declined": "said that none of the proposed times fits",
    "time_proposal.withdrawn": "took back the times they had proposed",
}

State = TimeProposal.State


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
    """Propose up to three times. The same `form_key` again returns the first proposal. Raises Refused.

    `seen` is the id of the partner's open proposal that was on the page; the new one answers it.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:  # of two proposals at once, the second sees the first
        before = TimeProposal.objects.filter(form_key=form_key, pairing=pairing, proposed_by=by).first()
        if before:
            return before
        _refuse_wrong_times(starts, act)
        _replace_open(act.pairing, seen=seen, by=by)
        proposal = TimeProposal.objects.create(
            pairing=act.pairing,
            proposed_by=by,
            minutes=minutes,
            place=place,
            note=note,
            created_at=now,
            form_key=form_key,
        )
        for position, starts_at in enumerate(sorted(starts), 1):
            ProposedTime.objects.create(proposal=proposal, position=position, starts_at=starts_at)
        _tell_partner("time_proposed", proposal, act)
        act.record("time_proposal.made", proposal)
    return proposal


def pick(proposal: TimeProposal, *, time: int, by: User, now: datetime) -> PlannedSession:
    """Plan the session for one of the times, or move it there if another was picked before. Raises Refused."""
    with acting.on(proposal, by=by, now=now, only=THE_TWO) as act:
        proposal = _locked(proposal, act)
        picked = next((one for one in proposal.times.all() if one.pk == time), None)
        if picked is None:
            raise Refused("Choose one of the times.", field="answer")
        planned = PlannedSession.objects.filter(proposal=proposal).first()
        if planned:
            planned = planned_sessions.put_back(planned, starts_at=picked.starts_at, by=by, now=now)
        else:
            planned = planned_sessions.book(
                act.pairing,
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


def none_fits(proposal: TimeProposal, *, by: User, now: datetime) -> None:
    """Decline all times and cancel a session planned from them. A second time changes nothing. Raises Refused."""
    with acting.on(proposal, by=by, now=now, only=THE_TWO) as act:
        proposal = _locked(proposal, act)
        if proposal.state == State.DECLINED:
            return
        planned = PlannedSession.objects.filter(proposal=proposal).first()
        if planned and planned.is_planned:
            planned_sessions.cancel(planned, by=by, now=now)
        elif not planned:
            _tell_partner("time_declined", proposal, act)
        _set(proposal, State.DECLINED)
        act.record("time_proposal.declined", proposal)


@transaction.atomic
def withdraw(proposal: TimeProposal, *, by: User, now: datetime) -> None:
    """Take back one's own proposal while nobody has answered it. Raises Refused."""
    if proposal.proposed_by_id != by.pk:
        raise Refused("These times aren’t yours to take back.")
    if not TimeProposal.objects.open().filter(pk=proposal.pk).update(state=State.WITHDRAWN):
        raise Refused("These times have been answered already.")
    act = acting.without_lock(proposal.pairing, by=by, now=now)
    act.record("time_proposal.withdrawn", proposal)
    act.clear_inboxes()


def _refuse_wrong_times(starts: Sequence[datetime], act: Act) -> None:
    pairing = act.pairing
    if not 1 <= len(starts) <= MOST_TIMES:
        raise Refused("Propose one to three times.")
    if len(set(starts)) < len(starts):
        raise Refused("Two of these times are the same.")
    if any(one <= act.now for one in starts):
        raise Refused("One of these times has passed. Choose times that are still to come.")
    if any(one.astimezone(pairing.program.zone).date() > pairing.ends_on for one in starts):
        raise Refused(f"Choose days up to {dates.day(pairing.ends_on)}, your last day as a pair.")


def _replace_open(pairing: Pairing, *, seen: int | None, by: User) -> None:
    """A new proposal takes back one's own open one, and answers the partner's if it was seen."""
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


def _locked(proposal: TimeProposal, act: Act) -> TimeProposal:
    """Locked, so that of two answers at once the second sees the first."""
    proposal = TimeProposal.objects.select_for_update().get(pk=proposal.pk)
    proposal.pairing = act.pairing
    if proposal.proposed_by == act.by:
        raise Refused(f"You proposed these times. {act.partner.user.first_name} answers them.")
    if proposal.state == State.WITHDRAWN:
        raise Refused(f"{proposal.proposed_by.first_name} has taken these times back.")
    newer = TimeProposal.objects.filter(pairing=proposal.pairing_id, created_at__gt=proposal.created_at)
    if proposal.state != State.OPEN and newer.exclude(state=State.WITHDRAWN).exists():
        raise Refused("Other times have been proposed since. Answer those.")
    return proposal


def _set(proposal: TimeProposal, state: str) -> None:
    proposal.state = state
    proposal.save(update_fields=["state"])


def _tell_partner(kind: str, proposal: TimeProposal, act: Act) -> None:
    member = act.partner
    act.tell(member.user, kind, key=f"{proposal.pk}:{member.pk}", proposal=proposal.pk, membership=member.pk)
