"""The two of a pair talk about a goal, and may say how far it has come."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from goals.goals import trail
from goals.goals.models import Comment, Goal
from mentoring.accounts.models import User
from mentoring.web.integrity import Refused

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "goal.commented": "wrote about a goal",
}


def say(goal: Goal, *, text: str, progress: int | None = None, by: User, now: datetime, form_key: UUID) -> Comment:
    """A short word, also about a goal that is closed. The same `form_key` again gives the word of the first time."""
    with transaction.atomic():
        goal = trail.locked(goal, by=by)
        comment, is_new = Comment.objects.get_or_create(
            form_key=form_key, defaults={"goal": goal, "by": by, "at": now, "text": text, "progress": progress}
        )
        if not is_new:
            return _same_form(comment, goal, by=by)
        if progress is not None:
            _state_progress(goal, progress)
        trail.leave("goal.commented", goal, by=by, now=now)
        partner = goal.pairing.partner_of(by)
        trail.tell("goal_commented", goal, key=str(comment.pk), to=partner, now=now, comment=comment.pk)
    return comment


def _state_progress(goal: Goal, progress: int) -> None:
    trail.must_be_open(goal)
    if goal.milestones.exists():
        raise Refused("The milestones show how far this goal has come: tick them instead.", field="progress")
    goal.stated_progress = progress
    goal.save(update_fields=["stated_progress"])


def _same_form(comment: Comment, goal: Goal, *, by: User) -> Comment:
    if comment.goal_id != goal.pk or comment.by_id != by.pk:
        raise Refused("This form has been used already. Open it again.")
    return comment
