"""Everything the home page shows, read across the apps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, OuterRef, Q, Subquery

import goals.queries
import pairings.queries
import programs.queries
from goals.models import Goal, Milestone
from mentoring.accounts.models import User
from mentoring.web.steps import NextStep
from pairings.models import Pairing, Session, Touchpoint
from programs.models import Membership, Program


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
    next_session_due_on: date | None
    overdue: bool
    open_goals: int
    milestones: int
    milestones_reached: int


@dataclass(frozen=True)
class ProgramCard:
    """One program as its coordinator sees it at a glance."""

    program: Program
    live_pairs: int
    members: int
    attention: list[pairings.queries.Attention]


@dataclass(frozen=True)
class Desk:
    """The home page of one person at one moment."""

    user: User
    greeting: str
    steps: list[NextStep]
    pairs: list[PairCard]
    programs: list[ProgramCard]
    belongs_nowhere: bool

    @property
    def first_step(self) -> NextStep | None:
        return self.steps[0] if self.steps else None

    @cached_property
    def other_steps(self) -> list[NextStep]:
        return self.steps[1:6]


def desk(user: User, *, now: datetime) -> Desk:
    roles = set(Membership.objects.of(user).active().values_list("role", flat=True))
    pairs = pair_cards(user, now=now) if roles & {"mentor", "mentee"} else []
    running = program_cards(user, now=now) if "coordinator" in roles else []
    return Desk(
        user=user,
        greeting=greeting(now.astimezone(user.zone).hour),
        steps=next_steps(user, now=now),
        pairs=pairs,
        programs=running,
        belongs_nowhere=not roles,
    )


def greeting(hour: int) -> str:
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


def next_steps(user: User, *, now: datetime) -> list[NextStep]:
    """Every app's own, the most urgent first; equal ranks in the order of the apps."""
    offered: Iterable[NextStep] = (
        *programs.queries.next_steps(user, now=now),
        *pairings.queries.next_steps(user, now=now),
        *goals.queries.next_steps(user, now=now),
    )
    return sorted(offered, key=lambda step: step.rank)


def pair_cards(user: User, *, now: datetime) -> list[PairCard]:
    next_due = Touchpoint.objects.open().filter(pairing=OuterRef("pk"), step__kind="session").order_by("due_on")
    last_held = Session.objects.filter(pairing=OuterRef("pk")).order_by("-held_on")
    sessions = Session.objects.filter(pairing=OuterRef("pk")).order_by().values("pairing").annotate(n=Count("pk"))
    rows = (
        Pairing.objects.of(user)
        .live()
        .with_people()
        .annotate(
            next_due_on=Subquery(next_due.values("due_on")[:1]),
            last_held_on=Subquery(last_held.values("held_on")[:1]),
            session_count=Subquery(sessions.values("n")),
        )
    )
    progress = _progress_by_pairing([row.pk for row in rows])
    return [_pair_card(row, user, progress.get(row.pk, (0, 0, 0)), now) for row in rows]


def _pair_card(row: Pairing, user: User, progress: tuple[int, int, int], now: datetime) -> PairCard:
    today = row.program.today(now)
    next_due_on: date | None = row.next_due_on  # type: ignore[attr-defined]  # annotated in pair_cards
    return PairCard(
        pairing=row,
        partner=row.partner_of(user),
        partner_role="mentee" if row.mentor.user_id == user.pk else "mentor",
        week=max(1, (today - row.started_on).days // 7 + 1),
        weeks=max(1, (row.ends_on - row.started_on).days // 7),
        sessions=row.session_count or 0,  # type: ignore[attr-defined]
        last_session_on=row.last_held_on,  # type: ignore[attr-defined]
        next_session_due_on=next_due_on,
        overdue=bool(next_due_on and next_due_on < today and row.state == Pairing.State.ACTIVE),
        open_goals=progress[0],
        milestones=progress[1],
        milestones_reached=progress[2],
    )


def _progress_by_pairing(pairing_ids: list[int]) -> dict[int, tuple[int, int, int]]:
    """Pairing id → open goals, their milestones, those reached."""
    open_goals = Goal.objects.open().filter(pairing__in=pairing_ids)
    counts = dict(open_goals.order_by().values_list("pairing").annotate(n=Count("pk")))
    milestones = {
        pairing: (total, reached)
        for pairing, total, reached in Milestone.objects.filter(goal__in=open_goals)
        .order_by()
        .values_list("goal__pairing")
        .annotate(total=Count("pk"), reached=Count("pk", filter=Q(reached_on__isnull=False)))
    }
    return {pairing: (n, *milestones.get(pairing, (0, 0))) for pairing, n in counts.items()}


def program_cards(user: User, *, now: datetime) -> list[ProgramCard]:
    running = Program.objects.coordinated_by(user).open()
    attention = pairings.queries.needs_attention_in(running, now=now)
    pairs = dict(
        Pairing.objects.live().filter(program__in=running).order_by().values_list("program").annotate(n=Count("pk"))
    )
    members = dict(
        Membership.objects.active()
        .filter(program__in=running)
        .exclude(role="coordinator")
        .order_by()
        .values_list("program")
        .annotate(n=Count("user", distinct=True))
    )
    return [
        ProgramCard(program, pairs.get(program.pk, 0), members.get(program.pk, 0), attention.get(program.pk, []))
        for program in running
    ]


