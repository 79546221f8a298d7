"""Each answers alone, drafts save themselves, and both answers open when both have handed in."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from mentoring.web.shared import SAVED_ELSEWHERE
from pairings.expectations.models import Expectation
from pairings.pair import acting
from pairings.pair.acting import THE_TWO, Act
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step

# What the activity page says after the actor's name.
SENTENCES = {
    "expectations.handed_in": "answered the questions about expectations",
}

HANDED_IN = "You have handed in your answers, so they stay as they are. What changes now goes into your agreement."


class SavedElsewhere(Refused):
    """Another page of the same person has saved something else since this one was opened."""


@dataclass(frozen=True)
class Answers:
    hopes: str = ""
    rhythm: str = ""
    ways: list[str] = field(default_factory=list)
    reach: str = ""
    between_us: str = ""
    would_stop: str = ""


def save(pairing: Pairing, answers: Answers, *, window: UUID, seen: int, by: User, now: datetime) -> Expectation:
    """Save a draft. Raises Refused, for example once handed in.

    `window` is the id of the open page, `seen` the version it started with: if another page of the same person has
    saved since, SavedElsewhere is raised.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        return _save(answers, act, window=window, seen=seen)


def hand_in(pairing: Pairing, answers: Answers, *, window: UUID, seen: int, by: User, now: datetime) -> Expectation:
    """Hand in for good. The second of the two to do so opens both. Raises Refused and SavedElsewhere, as `save`.

    Handing in the same answers again changes nothing.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        mine = _save(answers, act, window=window, seen=seen)
        if mine.handed_in_at:
            return mine
        mine.handed_in_at = now
        mine.save(update_fields=["handed_in_at"])
        act.record("expectations.handed_in", mine)
        opens = act.pairing.expectations.handed_in().count() == 2
        key, pk = str(mine.pk), act.pairing.pk
        act.tell(act.partner.user, "expectations_answered", key=key, pairing=pk, opens=opens)
        if opens:
            _complete(act)
    return mine


def look_again(pairing: Pairing, *, by: User, now: datetime) -> None:
    """Complete a later occurrence of the step: the two have read their answers again. Raises Refused if not open yet.

    Doing it twice changes nothing.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        if act.pairing.expectations.handed_in().count() < 2:
            raise Refused("Your answers open once both of you have handed in.")
        _complete(act)


def _save(answers: Answers, act: Act, *, window: UUID, seen: int) -> Expectation:
    values = asdict(answers)
    before = Expectation.objects.filter(pairing=act.pairing, member=act.member).first()
    if before and all(getattr(before, name) == value for name, value in values.items()):
        return before
    if before and before.handed_in_at:
        raise Refused(HANDED_IN)
    if before and before.window != window and before.version != seen:
        raise SavedElsewhere(SAVED_ELSEWHERE)
    version = before.version + 1 if before else 1
    mine, _ = Expectation.objects.update_or_create(
        pairing=act.pairing,
        member=act.member,
        defaults={**values, "window": window, "version": version, "saved_at": act.now},
    )
    return mine


def _complete(act: Act) -> None:
    touchpoints.complete_open(act.pairing, Step.Kind.EXPECTATIONS, happened_on=act.own_today, by=act.by, now=act.now)
