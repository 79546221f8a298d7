"""Next steps about the open steps of a person's pairs."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.accounts.models import User
from mentoring.next_steps import Known, NextStep, Page, Rank, offered
from pairings.beginning import queries as beginning
from pairings.open_steps import queries, words
from pairings.pair.models import Pairing
from pairings.pair.next_steps import PAIRS
from pairings.times import next_steps as times_steps
from pairings.times import queries as times
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step
from programs.program.models import Membership

# How long before its day a step is offered.
SOON = timedelta(days=3)
GOALS_SOON = timedelta(days=14)
SESSION_SOON = timedelta(days=2)
# The rooms of the beginning and the ending offer these themselves.
ELSEWHERE = {*beginning.KINDS, Step.Kind.CLOSURE}


def next_steps(known: Known) -> list[NextStep]:
    """At least one for each pair, in one query; the pairs come `with_goals()` and `with_outlook()`."""
    pairs = [pair for pair in known[PAIRS] if not pair.program.is_closed]
    due = queries.by_pair(pairs, known.user) if pairs else {}
    found = ((pair, due.get(pair.pk, [])) for pair in pairs)
    return [step for pair, row in found for step in _of_pair(pair, row, queries.answered(row), known)]


def first_of(pair: Pairing, user: User, due: list[Touchpoint], *, answered: Collection[int], now: datetime) -> NextStep:
    """The first thing to do about one pair, for its page; the pair comes with `page.queries.load_own_cards`.

    The page shows unread feedback, goals and when the two meet next by itself, so they aren't asked here. That is why
    it says “No step is due” instead of “all set”.
    """
    known = Known(user, now).having(PAIRS, [pair])
    steps = [*offered(known, on=Page.PAIR), *_of_pair(pair, due, answered, known)]
    calm = words.calm(pair, user, due, pair.program.today(now))
    asked = (step for step in steps if not step.is_meeting or step.rank == Rank.DID_YOU_MEET)
    found = min(asked, key=lambda step: step.rank, default=calm)
    if found.rank < Rank.CALM or pair.state == Pairing.State.PAUSED:
        return found
    return replace(found, headline=words.nothing_due(due, pair.program.today(now)))


def _of_pair(pair: Pairing, due: Sequence[Touchpoint], answered: Collection[int], known: Known) -> list[NextStep]:
    if pair.state == Pairing.State.PAUSED:
        return [words.paused(pair, known.user)]
    asked = [one for one in due if _asks(one, pair, known.user) and one.pk not in answered]
    steps = [_offer(touchpoint, pair, known) for touchpoint in asked]
    return [step for step in steps if step] or [words.calm(pair, known.user, due, pair.program.today(known.now))]


def _asks(touchpoint: Touchpoint, pair: Pairing, user: User) -> bool:
    if touchpoint.step.kind in ELSEWHERE:
        return False
    sides = {Step.Doer.MENTOR: [pair.mentor], Step.Doer.MENTEE: [pair.mentee], Step.Doer.COORDINATOR: []}
    members: list[Membership] = sides.get(Step.Doer(touchpoint.step.doer), [pair.mentor, pair.mentee])
    return user.pk in [member.user_id for member in members]


def _offer(touchpoint: Touchpoint, pair: Pairing, known: Known) -> NextStep | None:
    kind, due_on, today = touchpoint.step.kind, touchpoint.due_on, pair.program.today(known.now)
    if kind == Step.Kind.SESSION:
        return _session(touchpoint, pair, known)
    if kind == Step.Kind.GOALS:
        wanted = due_on <= today + GOALS_SOON and not pair.has_goals  # type: ignore[attr-defined]  # annotated
        return words.goals(pair, due_on, today) if wanted and known.user.pk == pair.mentee.user_id else None
    if kind == Step.Kind.CHECK_IN:
        return words.check_in(touchpoint, pair, known.user) if due_on <= today else None
    if due_on > today + SOON:
        return None
    write = {Step.Kind.GOAL_REVIEW: words.goal_review, Step.Kind.FEEDBACK: words.feedback}
    return write.get(Step.Kind(kind), words.other)(touchpoint, pair, known.user, today)


def _covers(planned: times.Planned, touchpoint: Touchpoint, pair: Pairing) -> bool:
    return planned.starts_at.astimezone(pair.program.zone).date() <= touchpoint.due_on + times.COVERS


def _session(touchpoint: Touchpoint, pair: Pairing, known: Known) -> NextStep | None:
    """With its time if one is planned, otherwise with a way to find one. `times` covers what is near or proposed."""
    today, outlook = pair.program.today(known.now), times.outlook(pair, now=known.now)
    if outlook.unlogged:  # `times` asks about it
        return None
    if touchpoint.due_on < today and not (outlook.next and _covers(outlook.next, touchpoint, pair)):
        return words.did_you_meet(touchpoint, pair, known.user, today)
    if touchpoint.due_on > today + SESSION_SOON:
        return None
    if outlook.proposed:
        return None
    if outlook.next is None:
        return words.find_a_time(touchpoint, pair, known.user, today)
    is_near = outlook.next.starts_at <= known.now + times.SOON
    return None if is_near else times_steps.meeting(pair, known.user, outlook.next, rank=Rank.COMING)
