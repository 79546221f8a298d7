"""Everything the home page shows, read across the apps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from goals.goals.models import Goal
from goals.goals.next_steps import GOALS, open_of
from mentoring import next_steps, retention
from mentoring.accounts.models import Keeping, User
from mentoring.home.viewpoint import Viewpoint
from mentoring.next_steps import Known, NextStep, Page, Rank
from pairings.attention.next_steps import ATTENTION
from pairings.attention.queries import Attention, needs_attention_in
from pairings.concerns import queries as concerns_queries
from pairings.pair import spans
from pairings.pair.models import Pairing
from pairings.pair.next_steps import PAIRS
from programs.applications import counts as applications_counts
from programs.program.loaded import COORDINATED, MEMBERSHIPS
from programs.program.models import Program


@dataclass(frozen=True)
class PairCard:
    pairing: Pairing
    partner: User
    partner_role: str
    week: str  # in words
    sessions: int
    last_session_on: date | None
    open_goals: int
    milestones: int
    milestones_reached: int


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
    greeting: str
    steps: list[NextStep]
    pairs: list[PairCard]
    programs: list[ProgramCard]
    belongs_nowhere: bool
    is_first_day: bool  # nobody has created a program yet; only looked up for people without a role

    @property
    def first_step(self) -> NextStep | None:
        return self.steps[0] if self.steps else None

    @cached_property
    def other_steps(self) -> list[NextStep]:
        """What else there is to do, at most five steps. That a pair is all set isn't something to do."""
        return [step for step in self.steps[1:] if step.rank < Rank.CALM][:5]


def home_page(view: Viewpoint) -> HomePage:
    """At most 12 queries, including the request's own, whatever roles and however many pairs the person has."""
    known = known_of(view)
    attention, open_goals = known[ATTENTION], known[GOALS]
    return HomePage(
        user=view.user,
        greeting=greeting(view.now.astimezone(view.user.zone).hour),
        steps=next_steps.offered(known, on=Page.HOME),
        pairs=[_pair_card(pair, view.user, open_goals, view.now) for pair in view.pairs],
        programs=[_program_card(program, attention.get(program.pk, []), view.now) for program in known[COORDINATED]],
        belongs_nowhere=not view.roles,
        is_first_day=not view.roles and not Program.objects.exists(),
    )


def known_of(view: Viewpoint) -> Known:
    """What the rooms need to offer next steps, loaded once for them and for the cards."""
    coordinated = _counted(view)
    known = Known(view.user, view.now).having(MEMBERSHIPS, view.memberships).having(COORDINATED, coordinated)
    known = known.having(ATTENTION, needs_attention_in(coordinated, now=view.now)).having(PAIRS, view.pairs)
    return known.having(GOALS, open_of(view.user) if view.pairs else [])


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
        week=spans.week(pair, today),
        sessions=pair.session_count or 0,  # type: ignore[attr-defined]  # annotated in Viewpoint.pairs
        last_session_on=pair.last_held_on,  # type: ignore[attr-defined]
        open_goals=len(mine),
        milestones=len(milestones),
        milestones_reached=sum(1 for milestone in milestones if milestone.reached_on),
    )


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
