"""What the end of a pair shows of its goals: figures of the six areas, or what became of the first goals."""

from datetime import datetime

from django.db.models import OuterRef, Subquery

from goals.competencies import queries as competencies
from goals.goals.models import Goal, GoalVersion
from goals.goals.outlines import TONES
from pairings.endings.outcomes import Figure, GoalOutcome, ThenAndNow
from pairings.keepsake.sources import Piece, side_of
from pairings.pair.models import Pairing

FIRST_GOALS = 5


def then_and_now(pairing: Pairing) -> ThenAndNow:
    """The mentee's own ratings if they have rated at least twice; otherwise the first goals. At most two queries."""
    growth = competencies.growth(pairing)
    figures = [
        Figure(line.area.label, line.then, line.now)
        for line in growth.lines
        if line.then is not None and line.now is not None
    ]
    if figures:
        return ThenAndNow(finding=growth.finding, figures=figures)
    first = GoalVersion.objects.filter(goal=OuterRef("pk")).order_by("number").values("content__title")
    goals = Goal.objects.filter(pairing=pairing).annotate(first_title=Subquery(first[:1]))[:FIRST_GOALS]
    return ThenAndNow(outcomes=[_outcome(goal) for goal in goals])


def goals_reached(pairing: Pairing) -> int:
    return Goal.objects.filter(pairing=pairing, state=Goal.State.REACHED).count()


def titles(pairing: Pairing, now: datetime) -> list[Piece]:
    """The goals as pieces of the keepsake; each is released by whoever wrote it down."""
    return [
        Piece(str(goal.pk), side_of(pairing, goal.proposed_by_id), goal.title, "", on=goal.reached_on)
        for goal in Goal.objects.filter(pairing=pairing)
    ]


def _outcome(goal: Goal) -> GoalOutcome:
    then: str = goal.first_title or goal.title  # type: ignore[attr-defined]  # annotated
    return GoalOutcome(then, goal.title, goal.get_state_display(), TONES[Goal.State(goal.state)])
