"""The comments on a goal, newest first; what somebody is asked about it in a mail."""

from dataclasses import dataclass

from django.db.models import QuerySet

from goals.goals.models import Comment, Goal
from mentoring.accounts.models import User


def comments(goal: Goal) -> QuerySet[Comment]:
    return goal.comments.select_related("by")


@dataclass(frozen=True)
class Question:
    """What one person is asked about a goal that the other proposed, behind the link in a mail."""

    is_answered: bool  # agreed, or “not yet” was the last that happened to it
    may_agree: bool
    may_take_back: bool

    @property
    def is_open(self) -> bool:
        """Whether the goal has to be read, to answer."""
        return self.may_agree and not self.is_answered

    @property
    def over(self) -> str:
        """Why there is nothing to say any more; empty if there is."""
        return "" if self.may_agree or self.may_take_back else "This goal doesn’t wait for your answer."


def question(goal: Goal, user: User) -> Question:
    is_live = goal.pairing.is_live
    may_agree = is_live and goal.state == Goal.State.PROPOSED and goal.proposed_by_id != user.pk
    has_agreed = is_live and goal.state == Goal.State.AGREED and goal.agreed_by_id == user.pk
    return Question(
        is_answered=has_agreed or (may_agree and goal.comments.filter(by=user, at=goal.moved_at).exists()),
        may_agree=may_agree,
        may_take_back=is_live and goal.may_be_taken_back_by(user),
    )
