"""How the demo's pairs live: each has its own manner, and does what comes due in that manner."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from goals.competencies.models import Assessment
from goals.goals import actions as goals
from goals.goals.models import Goal, Milestone
from goals.milestones import actions as milestones
from mentoring.demo import beginnings, between, exchanges, farewells, growth, words
from pairings.agenda.models import AgendaItem
from pairings.check_ins import actions as check_ins
from pairings.logbook import actions as sessions
from pairings.pair.models import Pairing
from pairings.pauses import actions as pairing
from pairings.sessions.models import Session
from pairings.touchpoints import actions as touchpoints
from pairings.touchpoints.models import Touchpoint
from pairings.usefulness import actions as usefulness
from programs.journey.models import Step

BEGINNING = {Step.Kind.INTRODUCTION, Step.Kind.EXPECTATIONS, Step.Kind.AGREEMENT, Step.Kind.FIT_CHECK}


@dataclass
class Manner:
    """How a pair behaves. Days count from the start of the pairing."""

    pairing: Pairing
    chance: random.Random
    lateness: int  # days after the due day
    silent_from: int | None = None
    pause: tuple[int, int] | None = None  # first day, number of days
    ends_early: int | None = None
    rating: int = 5
    fit: str = "good"
    farewell: str = ""  # as in `farewells.end_well`
    goal: Goal | None = None
    open_milestones: list[Milestone] = field(default_factory=list)
    points: list[AgendaItem] = field(default_factory=list)  # on the agenda of the next session

    def has_gone_silent(self, day: date) -> bool:
        return self.silent_from is not None and (day - self.pairing.started_on).days >= self.silent_from


def live(manner: Manner, touchpoint: Touchpoint, *, now: datetime) -> None:
    kind = touchpoint.step.kind
    if kind == Step.Kind.SESSION:
        _meet(manner, touchpoint, now=now)
    elif kind == Step.Kind.GOALS:
        _write_goal(manner, now=now)
    elif kind == Step.Kind.CHECK_IN:
        _answer_check_in(manner, touchpoint, now=now)
    elif kind == Step.Kind.GOAL_REVIEW:
        growth.review(manner.pairing, manner.chance, now=now)
    elif kind == Step.Kind.FEEDBACK:
        exchanges.give(touchpoint, manner.chance, now=now)
    elif kind in BEGINNING:
        _begin(manner, touchpoint, now=now)
    elif kind == Step.Kind.CLOSURE:
        farewells.end_well(manner.pairing, manner.chance, farewell=manner.farewell, now=now)
    elif touchpoint.step.doer != Step.Doer.COORDINATOR:
        by = manner.pairing.mentor if touchpoint.step.doer == Step.Doer.MENTOR else manner.pairing.mentee
        touchpoints.mark_done(touchpoint, by=by.user, now=now)


def change(manner: Manner, *, today: date, now: datetime) -> None:
    day = (today - manner.pairing.started_on).days
    coordinator = manner.pairing.created_by
    if manner.pause and day == manner.pause[0]:
        pairing.pause(manner.pairing, returns_on=today + timedelta(days=manner.pause[1]), by=coordinator, now=now)
    if manner.ends_early is not None and day == manner.ends_early:
        farewells.end_early(manner.pairing, now=now)


def _begin(manner: Manner, touchpoint: Touchpoint, *, now: datetime) -> None:
    pair, chance = manner.pairing, manner.chance
    match touchpoint.step.kind:
        case Step.Kind.INTRODUCTION:
            beginnings.say_hello(pair, chance, now=now)
        case Step.Kind.EXPECTATIONS:
            beginnings.expect(pair, chance, now=now)
        case Step.Kind.AGREEMENT:
            beginnings.agree(pair, now=now)
        case Step.Kind.FIT_CHECK:
            beginnings.say_whether_it_fits(pair, manner.fit, now=now)


def _meet(manner: Manner, touchpoint: Touchpoint, *, now: datetime) -> None:
    by_mentor, number = manner.chance.random() < 0.7, touchpoint.occurrence
    writer = manner.pairing.mentor if by_mentor else manner.pairing.mentee
    between.talk_about(manner.points, manner.pairing, number, now=now)
    session = sessions.log(
        manner.pairing,
        held_on=writer.user.today(now),
        minutes=manner.chance.choice([45, 50, 60, 60, 60, 75]),
        by=writer.user,
        now=now,
        form_key=uuid.UUID(int=manner.chance.getrandbits(128), version=4),
        touchpoint=touchpoint,
        shared_notes=manner.chance.choice(words.NOTES),
        what_i_heard=manner.chance.choice(words.HEARD) if by_mentor else "",
        private_note=manner.chance.choice(words.PRIVATE[writer.role]),
        promised=between.wishes(manner.pairing, number, today=manner.pairing.program.today(now)),
    )
    manner.points = between.look_ahead(session, number, now=now + timedelta(minutes=5))
    _look_back(manner, session, now=now + timedelta(minutes=10))
    if manner.open_milestones and manner.chance.random() < 0.4:
        reached = manner.open_milestones.pop(0)
        milestones.reach(reached, evidence="", by=manner.pairing.mentee.user, now=now + timedelta(minutes=20))


def _look_back(manner: Manner, session: Session, *, now: datetime) -> None:
    if manner.chance.random() < 0.6:
        by, answer = manner.pairing.partner_of(session.logged_by), manner.chance.choice(["yes", "yes", "yes", "partly"])
        usefulness.answer(session, answer=answer, by=by, now=now)
    if manner.goal and manner.chance.random() < 0.25:
        by = manner.chance.choice([manner.pairing.mentor.user, manner.pairing.mentee.user])
        growth.comment(manner.goal, manner.chance, by=by, now=now)


def _write_goal(manner: Manner, *, now: datetime) -> None:
    title, why, measure, area, steps = manner.chance.choice(words.GOALS)
    today = manner.pairing.program.today(now)
    span = max(30, (manner.pairing.ends_on - today).days)
    dated = [(step, today + timedelta(days=span * number // (len(steps) + 1))) for number, step in enumerate(steps, 1)]
    manner.goal = goals.propose(
        manner.pairing,
        title=title,
        why=why,
        measure=measure,
        area=area,
        due_on=dated[-1][1],
        milestones=dated,
        by=manner.pairing.mentee.user,
        now=now,
        form_key=uuid.UUID(int=manner.chance.getrandbits(128), version=4),
    )
    goals.agree(manner.goal, by=manner.pairing.mentor.user, now=now + timedelta(hours=3))
    manner.open_milestones = list(manner.goal.milestones.all())
    growth.plan_learning(manner.pairing, manner.goal, manner.chance, now=now + timedelta(hours=4))
    growth.rate(manner.pairing, Assessment.Moment.START, manner.chance, now=now + timedelta(hours=4))


def _answer_check_in(manner: Manner, touchpoint: Touchpoint, *, now: datetime) -> None:
    for member in check_ins.asked(touchpoint):
        rating = max(1, min(5, manner.rating - manner.chance.choice([0, 0, 0, 1])))
        comment = manner.chance.choice(words.CHECK_IN_COMMENTS[rating])
        check_ins.answer(touchpoint, by=member.user, rating=rating, comment=comment, now=now)
