"""The two of a pair talk about a goal, and may say how far it has come."""

from datetime import datetime
from uuid import UUID

from goals.goals import acting
from goals.goals.acting import GoalAct
from goals.goals.models import Comment, Goal
from mentoring.accounts.models import User
from mentoring.web.integrity import Refused

# What the activity page says after the actor's name.
SENTENCES = {
    "goal.commented": "wrote about a goal",
}


def say(goal: Goal, *, text: str, progress: int | None = None, by: User, now: datetime, form_key: UUID) -> Comment:
    """Comment on a goal, even on a closed one. Sending the same `form_key` again returns the first comment.

    `progress` (in percent) is Refused if the goal is closed or has milestones.
    """
    with acting.on(goal, by=by, now=now) as act:
        goal = act.goal
        comment, is_new = Comment.objects.get_or_create(
            form_key=form_key, defaults={"goal": goal, "by": by, "at": now, "text": text, "progress": progress}
        )
        if not is_new:
            return _same_form(comment, goal, by=by)
        if progress is not None:
            _state_progress(progress, act)
        act.record("goal.commented")
        act.tell_partner("goal_commented", key=str(comment.pk), comment=comment.pk)
    return comment


def _state_progress(progress: int, act: GoalAct) -> None:
    act.must_be_open()
    goal = act.goal
    if goal.milestones.exists():
        raise Refused("The milestones show how far this goal has come: tick them instead.", field="progress")
    goal.stated_progress = progress
    goal.save(update_fields=["stated_progress"])


def _same_form(comment: Comment, goal: Goal, *, by: User) -> Comment:
    if comment.goal_id != goal.pk or comment.by_id != by.pk:
        raise Refused("This form has been used already. Open it again.")
    return comment
