"""What there is to decide on in a goal review, and what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef

from goals.goals.models import Comment, Goal, GoalReview, GoalVersion
from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step

SOON = timedelta(days=3)  # from then on it is offered, as other steps are


@dataclass(frozen=True)
class Review:
    """Where the pair stands: the goal to decide on now, and the decisions of the review that is open or was the last.

    `waiting`: proposals, which are answered rather than reviewed. `to_answer`: those of them that wait for the viewer.
    """

    pairing: Pairing
    review: GoalReview | None
    to_decide: list[Goal]
    decisions: list[GoalVersion]
    waiting: list[Goal]
    to_answer: list[Goal]
    agreed: list[Goal]  # in the course of it

    @property
    def proposal(self) -> Goal | None:
        return self.to_answer[0] if self.to_answer else None

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
    """The agreed goals on which this review hasn't decided, in the order they were written.

    What was agreed in the course of it has just been looked at.
    """
    agreed = Goal.objects.filter(pairing=pairing, state=Goal.State.AGREED)
    if review is None:
        return list(agreed)
    return list(agreed.exclude(versions__review=review).exclude(agreed_at__gte=review.begun_at))


def review_of(pairing: Pairing, viewer: User, *, held: GoalReview | None = None) -> Review:
    """The review that is open, or a new one; with `held` that one as it ended."""
    review = held or GoalReview.objects.filter(pairing=pairing, held_at=None).first()
    said = Comment.objects.filter(goal=OuterRef("pk"), by=viewer, at=OuterRef("moved_at"))
    found = Goal.objects.filter(pairing=pairing).open().with_people().with_progress().annotate(is_said=Exists(said))
    decisions = list(review.decisions.select_related("goal", "by").order_by("pk")) if review else []
    decided = {version.goal_id for version in decisions}
    goals = [goal for goal in found if goal.pk not in decided]
    waiting = [goal for goal in goals if goal.state == Goal.State.PROPOSED]
    return Review(
        pairing=pairing,
        review=review,
        to_decide=[
            goal for goal in goals if not held and goal.state == Goal.State.AGREED and not _is_agreed_in(goal, review)
        ],
        agreed=[goal for goal in goals if _is_agreed_in(goal, review)],
        decisions=decisions,
        waiting=waiting,
        to_answer=[goal for goal in waiting if not held and goal.proposed_by_id != viewer.pk and not goal.is_said],  # type: ignore[attr-defined]  # annotated,
    )


def _is_agreed_in(goal: Goal, review: GoalReview | None) -> bool:
    if review is None or goal.agreed_at is None:
        return False
    return review.begun_at <= goal.agreed_at and (review.held_at is None or goal.agreed_at <= review.held_at)


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
