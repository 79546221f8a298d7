"""The comments on a goal, newest first."""

from django.db.models import QuerySet

from goals.goals.models import Comment, Goal
from mentoring.accounts.models import User


def comments(goal: Goal) -> QuerySet[Comment]:
    return goal.comments.select_related("by")


def last_word_of(user: User, goal: Goal) -> Comment | None:
    """The person's comment, if nothing has happened to the goal since."""
    return goal.comments.filter(by=user, at=goal.moved_at).first()
