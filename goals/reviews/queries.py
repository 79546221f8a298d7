"""What a goal review still has to decide, and what it has decided."""

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

SOON = timedelta(days=3)  # how long before its day a review is offered, like other steps


@dataclass(frozen=True)
class Review:
    """A goal review as its page shows it: the open one, a new one, or one that is over.

    `waiting`: proposals, which are answered rather than decided on. `to_answer`: those that wait for the viewer.
    """

    pairing: Pairing
    review: GoalReview | None
    to_decide: list[Goal]
    decisions: list[GoalVersion]
    waiting: list[Goal]
    to_answer: list[Goal]
    agreed: list[Goal]  # during this review

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
    """The agreed goals that this review hasn't decided on yet, in the order they were written.

    A goal agreed during the review is left out: the pair has just looked at it.
    """
    agreed = Goal.objects.filter(pairing=pairing, state=Goal.State.AGREED)
    if review is None:
        return list(agreed)
    return list(agreed.exclude(versions__review=review).exclude(agreed_at__gte=review.begun_at))


def review_of(pairing: Pairing, viewer: User, *, held: GoalReview | None = None) -> Review:
    """The open review, or a new one if none is open; with `held`, that one as it ended."""
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
    """Whether the review is due within three days or overdue. Never while the pair is on a pause."""
    if due is None or pairing.state != Pairing.State.ACTIVE:
        return False
    return due <= pairing.program.today(now) + SOON


def first_review(open_steps: Iterable[Touchpoint]) -> date | None:
    """The day of the next goal review among a pair's open steps; None if there is none.

    The steps come with the soonest first, each loaded with its `step`.
    """
    return next((one.due_on for one in open_steps if one.step.kind == Step.Kind.GOAL_REVIEW), None)


def next_due(pairing: Pairing) -> date | None:
    open_ones = Touchpoint.objects.open().filter(pairing=pairing, step__kind=Step.Kind.GOAL_REVIEW)
    return open_ones.order_by("due_on").values_list("due_on", flat=True).first()
