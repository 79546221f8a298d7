"""How a pair ends: as planned by both, early by both, or early by one side; and what each wishes afterwards."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count

from mentoring.accounts.models import User
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.endings import queries
from pairings.endings.models import Departure, EndingProposal, EndingWish, Finish
from pairings.life import actions as pairing_actions
from pairings.pair import acting
from pairings.pair.acting import THE_TWO, Act
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step

# What the activity page says after the actor's name.
SENTENCES = {
    "ending.finished": "said that a pair is finished",
    "ending.not_finished": "said that a pair isn’t finished yet",
    "ending.proposed": "asked their partner about ending a pair early",
    "ending.not_yet": "would like to go on with a pair",
    "ending.withdrawn": "took back the question about ending a pair early",
    "ending.wished": "wrote a note to the coordinators after the end of a pair",
}

WHO_WISH = replace(THE_TWO, ended="")
ANSWERED = "This proposal is settled already."


def finish(pairing: Pairing, *, at_once: bool = False, by: User, now: datetime) -> None:
    """Say “finished”. Raises Refused before the ending begins.

    When both have said it, the pair ends on its last day, or right away if both wish `at_once`.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        begins_on = queries.state(act.pairing, by, now=now).begins_on
        if act.today < begins_on:
            raise Refused(
                f"Your ending begins on {dates.day(begins_on)}. To end before that, propose it to your partner."
            )
        values = {"at_once": at_once}
        _, is_new = Finish.objects.update_or_create(
            pairing=act.pairing, member=act.member, defaults=values, create_defaults={**values, "said_at": now}
        )
        if is_new:
            act.record("ending.finished", act.pairing)
        said, pk = list(Finish.objects.filter(pairing=act.pairing)), act.pairing.pk
        if len(said) == 2:
            _settle(said, act)
        elif is_new:
            act.tell(act.partner.user, "ending_finished", key=f"{pk}:{now.isoformat()}", pairing=pk)


def not_finished(pairing: Pairing, *, by: User, now: datetime) -> None:
    """Take back one's own “finished”. Raises Refused once the partner has said it, too."""
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        said = Finish.objects.filter(pairing=act.pairing)
        if said.count() == 2:
            raise Refused("You have both finished. If something is left to say, say it to each other.")
        if said.filter(member=act.member).delete()[0]:
            act.record("ending.not_finished", act.pairing)


def propose(pairing: Pairing, *, word: str = "", by: User, now: datetime) -> EndingProposal:
    """Propose to end early; `word` is for the partner. Raises Refused."""
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        row = {"pairing": act.pairing, "member": act.member, "word": word, "proposed_at": now}
        proposal = EndingProposal.objects.create(**row)
        act.record("ending.proposed", proposal)
        _tell_partner("ending_proposed", proposal, act)
    return proposal


def agree(pairing: Pairing, *, proposal: int, by: User, now: datetime) -> None:
    """Agree to the partner's proposal: the pair ends now, early and by both. Raises Refused if it is no longer open."""
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        _close(_answered(proposal, act, is_own=False), EndingProposal.State.AGREED, now=now)
        _end(Pairing.Ending.EARLY, act)


def not_yet(pairing: Pairing, *, proposal: int, by: User, now: datetime) -> None:
    """Answer the partner's proposal with “not yet”; everything else stays. Raises Refused if it isn't open any more."""
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        found = _answered(proposal, act, is_own=False)
        _close(found, EndingProposal.State.NOT_YET, now=now)
        act.record("ending.not_yet", found)
        _tell_partner("ending_not_yet", found, act)


def withdraw(pairing: Pairing, *, proposal: int, by: User, now: datetime) -> None:
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        found = _answered(proposal, act, is_own=True)
        _close(found, EndingProposal.State.WITHDRAWN, now=now)
        act.record("ending.withdrawn", found)


def part(pairing: Pairing, *, words: str = "", by: User, now: datetime) -> Departure:
    """End the pair alone, right away. `words` are only for the coordinators. Raises Refused."""
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        departure = Departure.objects.create(pairing=act.pairing, member=act.member, words=words, left_at=now)
        _end(Pairing.Ending.ONE_SIDED, act)
    return departure


def wish(pairing: Pairing, *, wish: str, words: str = "", by: User, now: datetime) -> EndingWish:
    """Tell the coordinators what one wishes after the end; the last wish counts.

    Raises Refused while the pair is live.
    """
    with acting.on(pairing, by=by, now=now, only=WHO_WISH) as act:
        if act.pairing.is_live:
            raise Refused("You are still a pair. Once it has ended, you can say here what you wish.")
        before = EndingWish.objects.filter(pairing=act.pairing, member=act.member).first()
        if before and (before.wish, before.words) == (wish, words):
            return before
        values = {"wish": wish, "words": words, "wished_at": now}
        wished, _ = EndingWish.objects.update_or_create(pairing=act.pairing, member=act.member, defaults=values)
        act.record("ending.wished", wished)
        _tell_coordinators("ending_wish", act, key=f"{wished.pk}:{now.isoformat()}", wish=wished.pk)
    return wished


def end_finished(now: datetime) -> int:
    """End every pair in which both have finished and whose last day has come; returns how many.

    One that still meets on that day ends afterwards.
    """
    latest = (now + timedelta(days=1)).date()  # the latest date it can be anywhere on earth
    found = Pairing.objects.live().annotate(said=Count("finishes")).filter(said=2, ends_on__lte=latest)
    return sum(_end_on_last_day(pairing, now) for pairing in found.order_by("pk"))


def _end_on_last_day(pairing: Pairing, now: datetime) -> bool:
    with acting.on(pairing, by=None, now=now) as act:
        if not act.pairing.is_live or not _is_last_day(act) or _still_meets(act):
            return False  # not yet, or another worker was first
        _end(Pairing.Ending.PLANNED, act)
    return True


def _settle(said: list[Finish], act: Act) -> None:
    touchpoints.complete_open(act.pairing, Step.Kind.CLOSURE, happened_on=act.own_today, by=act.by, now=act.now)
    if all(one.at_once for one in said) or (_is_last_day(act) and not _still_meets(act)):
        _end(Pairing.Ending.PLANNED, act)


def _is_last_day(act: Act) -> bool:
    last: date = act.pairing.ends_on
    return last <= act.today


def _still_meets(act: Act) -> bool:
    """Whether the two meet once more: then the pair ends within the hour after that has begun."""
    return bool(act.pairing.planned_sessions.coming(act.now).exists())


def _end(ending: str, act: Act) -> None:
    """`life.actions.end` tells the pair, this tells the coordinators."""
    for proposal in EndingProposal.objects.open().filter(pairing=act.pairing):
        _close(proposal, EndingProposal.State.WITHDRAWN, now=act.now)
    pairing_actions.end(act.pairing, ending=ending, by=act.by, now=act.now)
    _tell_coordinators("pair_ended", act, key=str(act.pairing.pk))


def _answered(proposal: int, act: Act, *, is_own: bool) -> EndingProposal:
    """The open proposal to answer: the partner's, or one's own to take back. Raises Refused if there is none."""
    found = EndingProposal.objects.open().filter(pairing=act.pairing, pk=proposal).first()
    if found is None or (found.member_id == act.member.pk) != is_own:
        raise Refused(ANSWERED)
    return found


def _close(proposal: EndingProposal, state: str, *, now: datetime) -> None:
    EndingProposal.objects.filter(pk=proposal.pk).update(state=state, answered_at=now)


def _tell_partner(kind: str, proposal: EndingProposal, act: Act) -> None:
    pk = proposal.pk
    act.tell(act.partner.user, kind, key=str(pk), pairing=act.pairing.pk, proposal=pk)


def _tell_coordinators(kind: str, act: Act, *, key: str, **ids: Any) -> None:
    for one in act.coordinators():
        act.tell(one.user, kind, key=f"{key}:{one.pk}", pairing=act.pairing.pk, membership=one.pk, **ids)
