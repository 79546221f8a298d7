"""How a pair ends: finished by both as planned, early by both, early by one side; and what each wishes afterwards."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count

from mentoring.accounts.models import User
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.endings import queries
from pairings.endings.models import Departure, EndingProposal, EndingWish, Finish
from pairings.life import actions as pairing_actions
from pairings.pair import locks
from pairings.pair.hold import hold, tell
from pairings.pair.hold import leave as note
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "ending.finished": "said that a pair is finished",
    "ending.not_finished": "said that a pair isn’t finished yet",
    "ending.proposed": "asked their partner about ending a pair early",
    "ending.not_yet": "would like to go on with a pair",
    "ending.withdrawn": "took back the question about ending a pair early",
    "ending.wished": "wrote a note to the coordinators after the end of a pair",
}

ANSWERED = "This proposal is settled already."


@transaction.atomic
def finish(pairing: Pairing, *, at_once: bool = False, by: User, now: datetime) -> None:
    """Say “finished”. When both have, the pair ends on its last day, or now if both wish `at_once`."""
    pairing, member = hold(pairing, by=by)
    begins_on = queries.state(pairing, by, now=now).begins_on
    if pairing.program.today(now) < begins_on:
        raise Refused(f"Your ending begins on {dates.day(begins_on)}. To end before that, propose it to your partner.")
    _, is_new = Finish.objects.update_or_create(
        pairing=pairing,
        member=member,
        defaults={"at_once": at_once},
        create_defaults={"at_once": at_once, "said_at": now},
    )
    if is_new:
        note("ending.finished", pairing, pairing, by=by, now=now)
    said = list(Finish.objects.filter(pairing=pairing))
    if len(said) == 2:
        _settle(pairing, said, by=by, now=now)
    elif is_new:
        tell(pairing.partner_of(by), "ending_finished", pairing, key=f"{pairing.pk}:{now.isoformat()}", now=now)


@transaction.atomic
def not_finished(pairing: Pairing, *, by: User, now: datetime) -> None:
    """Take back one's own “finished”, as long as the other hasn't said it, too."""
    pairing, member = hold(pairing, by=by)
    said = Finish.objects.filter(pairing=pairing)
    if said.count() == 2:
        raise Refused("You have both finished. If something is left to say, say it to each other.")
    if said.filter(member=member).delete()[0]:
        note("ending.not_finished", pairing, pairing, by=by, now=now)


@transaction.atomic
def propose(pairing: Pairing, *, word: str = "", by: User, now: datetime) -> EndingProposal:
    """Propose to end early. `word` is for the partner."""
    pairing, member = hold(pairing, by=by)
    proposal = EndingProposal.objects.create(pairing=pairing, member=member, word=word, proposed_at=now)
    note("ending.proposed", proposal, pairing, by=by, now=now)
    tell(pairing.partner_of(by), "ending_proposed", pairing, key=str(proposal.pk), now=now, proposal=proposal.pk)
    return proposal


@transaction.atomic
def agree(pairing: Pairing, *, proposal: int, by: User, now: datetime) -> None:
    """The other one agrees: the pair ends now, early and by both."""
    pairing, found = _answered(pairing, proposal, by=by, is_own=False)
    _close(found, EndingProposal.State.AGREED, now=now)
    _end(pairing, Pairing.Ending.EARLY, by=by, now=now)


@transaction.atomic
def not_yet(pairing: Pairing, *, proposal: int, by: User, now: datetime) -> None:
    """The other one would like to go on. Nothing else changes."""
    pairing, found = _answered(pairing, proposal, by=by, is_own=False)
    _close(found, EndingProposal.State.NOT_YET, now=now)
    note("ending.not_yet", found, pairing, by=by, now=now)
    tell(pairing.partner_of(by), "ending_not_yet", pairing, key=str(found.pk), now=now, proposal=found.pk)


@transaction.atomic
def withdraw(pairing: Pairing, *, proposal: int, by: User, now: datetime) -> None:
    pairing, found = _answered(pairing, proposal, by=by, is_own=True)
    _close(found, EndingProposal.State.WITHDRAWN, now=now)
    note("ending.withdrawn", found, pairing, by=by, now=now)


@transaction.atomic
def part(pairing: Pairing, *, words: str = "", by: User, now: datetime) -> Departure:
    """One side ends the pair, now. `words` are for the coordinators; the partner isn't told them."""
    pairing, member = hold(pairing, by=by)
    departure = Departure.objects.create(pairing=pairing, member=member, words=words, left_at=now)
    _end(pairing, Pairing.Ending.ONE_SIDED, by=by, now=now)
    return departure


@transaction.atomic
def wish(pairing: Pairing, *, wish: str, words: str = "", by: User, now: datetime) -> EndingWish:
    """After the end: a note to the coordinators with what one wishes. The last one counts."""
    held = locks.pairing(pairing.pk)
    if held.is_live:
        raise Refused("You are still a pair. Once it has ended, you can say here what you wish.")
    if not pairing.has(by):
        raise Refused("Only the mentor and the mentee of this pair write here.")
    member = pairing.mentor if pairing.mentor.user_id == by.pk else pairing.mentee
    before = EndingWish.objects.filter(pairing=pairing, member=member).first()
    if before and (before.wish, before.words) == (wish, words):
        return before
    values = {"wish": wish, "words": words, "wished_at": now}
    wished, _ = EndingWish.objects.update_or_create(pairing=pairing, member=member, defaults=values)
    note("ending.wished", wished, pairing, by=by, now=now)
    _tell_coordinators("ending_wish", pairing, key=f"{wished.pk}:{now.isoformat()}", now=now, wish=wished.pk)
    return wished


def end_finished(now: datetime) -> int:
    """Every pair in which both have finished, and whose last day has come; gives how many."""
    latest = (now + timedelta(days=1)).date()  # no place on earth is further into the calendar
    found = Pairing.objects.live().annotate(said=Count("finishes")).filter(said=2, ends_on__lte=latest)
    return sum(_end_on_last_day(pk, now) for pk in found.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _end_on_last_day(pk: int, now: datetime) -> bool:
    pairing = Pairing.objects.select_for_update(of=("self",), no_key=True).with_people().get(pk=pk)
    if not pairing.is_live or not _is_last_day(pairing, now):
        return False  # not today there, or another worker was first
    _end(pairing, Pairing.Ending.PLANNED, by=None, now=now)
    return True


def _settle(pairing: Pairing, said: list[Finish], *, by: User, now: datetime) -> None:
    """Both have finished: their step is done, and the pair ends if its day has come or both wish it to."""
    today = pairing.program.today(now)
    touchpoints.complete_open(pairing, Step.Kind.CLOSURE, happened_on=today, by=by, now=now)
    if _is_last_day(pairing, now) or all(one.at_once for one in said):
        _end(pairing, Pairing.Ending.PLANNED, by=by, now=now)


def _is_last_day(pairing: Pairing, now: datetime) -> bool:
    last: date = pairing.ends_on
    return last <= pairing.program.today(now)


def _end(pairing: Pairing, ending: str, *, by: User | None, now: datetime) -> None:
    """For a pair that is locked. The partner is told by `pairing.end`, the coordinators here."""
    for proposal in EndingProposal.objects.open().filter(pairing=pairing):
        _close(proposal, EndingProposal.State.WITHDRAWN, now=now)
    pairing_actions.end(pairing, ending=ending, by=by, now=now)
    _tell_coordinators("pair_ended", pairing, key=str(pairing.pk), now=now)


def _answered(pairing: Pairing, proposal: int, *, by: User, is_own: bool) -> tuple[Pairing, EndingProposal]:
    """The pair under lock and the open proposal that somebody answers: the partner's, or one's own to take back."""
    pairing, member = hold(pairing, by=by)
    found = EndingProposal.objects.open().filter(pairing=pairing, pk=proposal).first()
    if found is None or (found.member_id == member.pk) != is_own:
        raise Refused(ANSWERED)
    return pairing, found


def _close(proposal: EndingProposal, state: str, *, now: datetime) -> None:
    EndingProposal.objects.filter(pk=proposal.pk).update(state=state, answered_at=now)


def _tell_coordinators(kind: str, pairing: Pairing, *, key: str, now: datetime, **ids: Any) -> None:
    """All but one who is in the pair: they look at it from inside."""
    for one in pairing.program.memberships.coordinators().select_related("user"):
        if not pairing.has(one.user):
            tell(one.user, kind, pairing, key=f"{key}:{one.pk}", now=now, membership=one.pk, **ids)
