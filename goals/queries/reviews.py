"""What there is to decide on in a goal review, and what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from goals.models import Goal, GoalReview, GoalVersion
from pairings.models import Pairing, Touchpoint
from programs.models import Step

SOON = timedelta(days=3)  # from then on it is offered, as other steps are


@dataclass(frozen=True)
class Review:
    """Where the pair stands: the goal to decide on now, and the decisions of the review that is open or was the last.

    `waiting`: proposals, which are answered rather than reviewed.
    """

    pairing: Pairing
    review: GoalReview | None
    to_decide: list[Goal]
    decisions: list[GoalVersion]
    waiting: list[Goal]

    @property
    def goal(self) -> Goal | None:
        return self.to_decide[0] if self.to_decide else None

    @property
    def number(self) -> int:
        return len(self.decisions) + 1

    @property
    def total(self) -> int:
        return len(self.decisions) + len(self.to_decide)

    @cached_property
    def next_due(self) -> date | None:
        return next_due(self.pairing)

    @property
    def is_held(self) -> bool:
        return self.review is not None and self.review.held_at is not None


def to_review(pairing: Pairing, review: GoalReview | None) -> list[Goal]:
    """The agreed goals on which this review hasn't decided, in the order they were written."""
    agreed = Goal.objects.filter(pairing=pairing, state=Goal.State.AGREED)
    return list(agreed.exclude(versions__review=review) if review else agreed)


def review_of(pairing: Pairing, *, held: GoalReview | None = None) -> Review:
    """The review that is open, or a new one; with `held` that one as it ended."""
    review = held or GoalReview.objects.filter(pairing=pairing, held_at=None).first()
    found = Goal.objects.filter(pairing=pairing).open().with_people().with_progress()
    decisions = list(review.decisions.select_related("goal", "by").order_by("pk")) if review else []
    decided = {version.goal_id for version in decisions}
    goals = [] if held else [goal for goal in found if goal.pk not in decided]
    return Review(
        pairing=pairing,
        review=review,
        to_decide=[goal for goal in goals if goal.state == Goal.State.AGREED],
        decisions=decisions,
        waiting=[goal for goal in goals if goal.state == Goal.State.PROPOSED],
    )


def is_near(due: date | None, pairing: Pairing, now: datetime) -> bool:
    """A pair on a pause has time."""
    if due is None or pairing.state != Pairing.State.ACTIVE:
        return False
    return due <= pairing.program.today(now) + SOON


def first_review(open_steps: Iterable[Touchpoint]) -> date | None:
    """The day of the next goal review among a pair’s open steps, the soonest first; load them with their `step`."""
    return next((one.due_on for one in open_steps if one.step.kind == Step.Kind.GOAL_REVIEW), None)


def next_due(pairing: Pairing) -> date | None:
    """The day of the next goal review, where the program's journey has one."""
    open_ones = Touchpoint.objects.open().filter(pairing=pairing, step__kind=Step.Kind.GOAL_REVIEW)
    return open_ones.order_by("due_on").values_list("due_on", flat=True).first()
