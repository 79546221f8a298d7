"""Everything the home page shows, read across the apps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from goals.competencies import next_steps as competencies_next_steps
from goals.goals import next_steps as goals_next_steps
from goals.goals.models import Goal
from mentoring.accounts.models import User
from mentoring.home.viewpoint import Viewpoint
from mentoring.web.steps import NextStep
from pairings.attention import queries as attention_queries
from pairings.attention.queries import Attention
from pairings.concerns import queries as concerns_queries
from pairings.endings import next_steps as endings_next_steps
from pairings.feedback import queries as feedback_queries
from pairings.listening import queries as listening_queries
from pairings.messages import queries as messages_queries
from pairings.next_steps import queries as next_steps_queries
from pairings.next_steps import unmatched as next_steps_unmatched
from pairings.pair.models import Pairing
from pairings.promises import queries as promises_queries
from pairings.times import queries as times_queries
from programs.applications import counts as applications_counts
from programs.program.models import Program
from programs.setup import next_steps as setup_next_steps


@dataclass(frozen=True)
class PairCard:
    """One pairing as its mentor or mentee sees it at a glance."""

    pairing: Pairing
    partner: User
    partner_role: str
    week: int
    weeks: int
    sessions: int
    last_session_on: date | None
    open_goals: int
    milestones: int
    milestones_reached: int


@dataclass(frozen=True)
class ProgramCard:
    """One program as its coordinator sees it at a glance."""

    program: Program
    live_pairs: int
    participants: int
    attention: list[Attention]


@dataclass(frozen=True)
class Desk:
    """The home page of one person at one moment."""

    user: User
    greeting: str
    steps: list[NextStep]
    pairs: list[PairCard]
    programs: list[ProgramCard]
    belongs_nowhere: bool
    is_first_day: bool  # nobody has created a program yet; asked only for who belongs nowhere

    @property
    def first_step(self) -> NextStep | None:
        return self.steps[0] if self.steps else None

    @cached_property
    def other_steps(self) -> list[NextStep]:
        """What else is to be done; that a pair is all set is no second thing to do."""
        return [step for step in self.steps[1:] if step.rank < next_steps_queries.CALM][:5]


def desk(view: Viewpoint) -> Desk:
    """At most 12 queries with those of the request itself, whatever roles the person has and however many pairs."""
    view.shows_steps, now = True, view.now
    coordinated = _counted(view, now)
    attention = attention_queries.needs_attention_in(coordinated, now=now)
    open_goals = goals_next_steps.open_of(view.user) if view.pairs else []
    return Desk(
        user=view.user,
        greeting=greeting(now.astimezone(view.user.zone).hour),
        steps=sorted(
            [
                *setup_next_steps.next_steps(view.user, now=now, coordinated=coordinated),
                *next_steps_queries.next_steps(view.user, now=now, pairs=view.pairs, attention=attention),
                *concerns_queries.next_steps(coordinated),
                *messages_queries.next_steps(view.user, view.pairs),
                *_without_a_pair(view, now),
                *times_queries.next_steps(view.user, view.pairs, now=now),
                *listening_queries.next_steps(view.user, view.pairs),
                *feedback_queries.next_steps(view.user, view.pairs),
                *promises_queries.next_steps(view.user, view.pairs, now=now),
                *goals_next_steps.next_steps(view.user, now=now, goals=open_goals),
                *competencies_next_steps.next_steps(view.user, view.pairs, now=now),
            ],
            key=lambda step: step.rank,
        ),
        pairs=[_pair_card(pair, view.user, open_goals, now) for pair in view.pairs],
        programs=[_program_card(program, attention.get(program.pk, [])) for program in coordinated],
        belongs_nowhere=not view.roles,
        is_first_day=not view.roles and not Program.objects.exists(),
    )


def _without_a_pair(view: Viewpoint, now: datetime) -> list[NextStep]:
    """Asked only for who has no pair yet, or none any more."""
    if not view.takes_part or view.pairs:
        return []
    ended = endings_next_steps.after_the_end(view.user, now=now)
    return [*ended, *next_steps_unmatched.unmatched(view.user, view.memberships)]


def greeting(hour: int) -> str:
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


def _pair_card(pair: Pairing, user: User, open_goals: Sequence[Goal], now: datetime) -> PairCard:
    today = pair.program.today(now)
    mine = [goal for goal in open_goals if goal.pairing_id == pair.pk]
    milestones = [milestone for goal in mine for milestone in goal.milestones.all()]
    return PairCard(
        pairing=pair,
        partner=pair.partner_of(user),
        partner_role="mentee" if pair.mentor.user_id == user.pk else "mentor",
        week=max(1, (today - pair.started_on).days // 7 + 1),
        weeks=max(1, round((pair.ends_on - pair.started_on).days / 7)),
        sessions=pair.session_count or 0,  # type: ignore[attr-defined]  # annotated in Viewpoint.pairs
        last_session_on=pair.last_held_on,  # type: ignore[attr-defined]
        open_goals=len(mine),
        milestones=len(milestones),
        milestones_reached=sum(1 for milestone in milestones if milestone.reached_on),
    )


def _counted(view: Viewpoint, now: datetime) -> list[Program]:
    wanted = Program.objects.filter(pk__in=[program.pk for program in view.coordinated])
    wanted = concerns_queries.with_voices(wanted, view.user)
    return list(applications_counts.with_counts(wanted, now=now)) if view.coordinated else []


def _program_card(program: Program, attention: list[Attention]) -> ProgramCard:
    live_pairs: int = program.live_pairs  # type: ignore[attr-defined]  # annotated by with_counts
    participants: int = program.participants  # type: ignore[attr-defined]
    return ProgramCard(program, live_pairs, participants, attention)
