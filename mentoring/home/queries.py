"""Everything the home page shows, read across the apps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from goals.goals.models import Goal, Milestone
from goals.goals.next_steps import GOALS, open_of
from mentoring import next_steps, retention
from mentoring.accounts.models import Keeping, User
from mentoring.home import stage as stages
from mentoring.home.stage import Stage
from mentoring.home.viewpoint import Viewpoint
from mentoring.next_steps import Known, NextStep, Page
from mentoring.web import dates
from pairings.attention.next_steps import ATTENTION
from pairings.attention.queries import Attention, needs_attention_in
from pairings.calendars import clocks
from pairings.concerns import queries as concerns_queries
from pairings.pair.models import Pairing
from pairings.pair.next_steps import PAIRS
from pairings.times import queries as times
from programs.applications import counts as applications_counts
from programs.program.loaded import COORDINATED, MEMBERSHIPS
from programs.program.models import Program


@dataclass(frozen=True)
class GoalLine:
    goal: Goal
    tint: int
    milestones: int
    reached: int
    next: Milestone | None

    @property
    def is_agreed(self) -> bool:
        """What is only proposed isn't worked on yet."""
        return self.goal.state != Goal.State.PROPOSED


@dataclass(frozen=True)
class PairCard:
    pairing: Pairing
    partner: User
    when: str  # when they meet next, or last met
    goal: GoalLine | None  # the one that moved last
    sessions: int


@dataclass(frozen=True)
class ProgramCard:
    program: Program
    live_pairs: int
    participants: int
    attention: list[Attention]
    standing: str  # its state, or what its days say beyond that


@dataclass(frozen=True)
class HomePage:
    user: User
    stage: Stage | None
    steps: list[NextStep]
    mentees: list[PairCard]
    mentors: list[PairCard]  # only for who has several
    goals: list[GoalLine] | None  # a mentee's own; None for who is no mentee
    programs: list[ProgramCard]
    live: list[Pairing]
    belongs_nowhere: bool
    is_first_day: bool  # nobody has created a program yet; only looked up for people without a role

    @property
    def first_step(self) -> NextStep | None:
        return self.steps[0] if self.steps else None

    @property
    def other_steps(self) -> list[NextStep]:
        return self.steps[1:]

    @cached_property
    def partners(self) -> dict[int, User]:
        """Pair → the other one, for the faces beside what is to do."""
        return {pair.pk: pair.partner_of(self.user) for pair in self.live}

    @property
    def writes_goals_in(self) -> int | None:
        """The pair in which this person, as its mentee, writes a first goal."""
        return next((pair.pk for pair in self.live if pair.mentee.user_id == self.user.pk), None)

    @property
    def has_several_programs(self) -> bool:
        """Only then does the name of the program stand beside each thing."""
        return len({pair.program_id for pair in self.live} | {card.program.pk for card in self.programs}) > 1


def home_page(view: Viewpoint) -> HomePage:
    """At most 12 queries, including the request's own, whatever roles and however many pairs the person has."""
    known = known_of(view)
    offered = next_steps.offered(known, on=Page.HOME)
    stage = stages.of([pair for pair in view.pairs if not pair.program.is_closed], view.user, now=view.now)
    mentees = [pair for pair in view.pairs if pair.mentor.user_id == view.user.pk]
    mentors = [pair for pair in view.pairs if pair.mentee.user_id == view.user.pk]
    goals = _goal_lines(known[GOALS], view.pairs)
    return HomePage(
        user=view.user,
        stage=stage,
        steps=stages.without_its_own(stage, offered) if stage else offered,
        mentees=[_pair_card(pair, view, goals) for pair in mentees],
        mentors=[_pair_card(pair, view, goals) for pair in mentors] if len(mentors) > 1 else [],
        goals=_of_mentee(goals, view.user) if mentors else None,
        programs=[
            _program_card(program, known[ATTENTION].get(program.pk, []), view.now) for program in known[COORDINATED]
        ],
        live=view.pairs,
        belongs_nowhere=not view.roles,
        is_first_day=not view.roles and not Program.objects.exists(),
    )


def known_of(view: Viewpoint) -> Known:
    """What the rooms need to offer next steps, loaded once for them and for the cards."""
    coordinated = _counted(view)
    known = Known(view.user, view.now).having(MEMBERSHIPS, view.memberships).having(COORDINATED, coordinated)
    known = known.having(ATTENTION, needs_attention_in(coordinated, now=view.now)).having(PAIRS, view.pairs)
    return known.having(GOALS, open_of(view.user) if view.pairs else [])


def _goal_lines(goals: Sequence[Goal], pairs: Sequence[Pairing]) -> list[GoalLine]:
    tints = {pair.pk: pair.tint for pair in pairs}
    return [_goal_line(goal, tints.get(goal.pairing_id, 0)) for goal in goals]


def _goal_line(goal: Goal, tint: int) -> GoalLine:
    milestones = list(goal.milestones.all())
    following = next((one for one in milestones if not one.reached_on), None)
    return GoalLine(goal, tint, len(milestones), sum(1 for one in milestones if one.reached_on), following)


def _of_mentee(lines: Sequence[GoalLine], user: User) -> list[GoalLine]:
    return [line for line in lines if line.goal.pairing.mentee.user_id == user.pk]


def _pair_card(pair: Pairing, view: Viewpoint, goals: Sequence[GoalLine]) -> PairCard:
    mine = [line for line in goals if line.goal.pairing_id == pair.pk and line.is_agreed]
    return PairCard(
        pairing=pair,
        partner=pair.partner_of(view.user),
        when=_when(pair, view),
        goal=max(mine, key=lambda line: line.goal.moved_at, default=None),
        sessions=pair.session_count or 0,  # type: ignore[attr-defined]  # annotated in Viewpoint.pairs
    )


def _when(pair: Pairing, view: Viewpoint) -> str:
    coming = times.outlook(pair, now=view.now).next
    if pair.state == Pairing.State.PAUSED:
        return f"On a break until {dates.month_day(pair.returns_on)}" if pair.returns_on else "On a break"
    if coming:
        return clocks.when(coming.starts_at, view.user)
    held_on: date | None = pair.last_held_on  # type: ignore[attr-defined]
    return f"No date yet · last met {_ago(held_on, view)}" if held_on else "No date yet"


def _ago(day: date, view: Viewpoint) -> str:
    """“yesterday”, “5 days ago”, “3 weeks ago”."""
    days = (view.now.astimezone(view.user.zone).date() - day).days
    return dates.distance(-days) if days < 14 else f"{days // 7} weeks ago"


def _counted(view: Viewpoint) -> list[Program]:
    wanted = Program.objects.filter(pk__in=[program.pk for program in view.coordinated])
    wanted = concerns_queries.with_voices(wanted, view.user)
    return list(applications_counts.with_counts(wanted, now=view.now)) if view.coordinated else []


def _program_card(program: Program, attention: list[Attention], now: datetime) -> ProgramCard:
    live_pairs: int = program.live_pairs  # type: ignore[attr-defined]  # annotated by with_counts
    participants: int = program.participants  # type: ignore[attr-defined]
    return ProgramCard(program, live_pairs, participants, attention, program.standing(on=program.today(now)))


def kept_for() -> dict[str, int | None]:
    """Kind → days, or None for ever. What isn't on its list (any more) counts as not chosen."""
    chosen = dict(Keeping.objects.values_list("kind", "days"))
    kept: dict[str, int | None] = {}
    for kind in retention.kinds():
        days = chosen.get(kind.name, kind.default)
        kept[kind.name] = days if days in kind.spans else kind.default
    return kept


def due_to_go(days: Mapping[str, int | None], *, now: datetime) -> dict[str, int]:
    """How many of each kind go tonight if they are kept so long; one query for each kind that isn't kept for ever."""
    due = {kind.name: kind.due(days[kind.name], now=now) for kind in retention.kinds()}
    return {name: 0 if rows is None else rows.count() for name, rows in due.items()}
