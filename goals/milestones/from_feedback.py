"""The next step of a feedback becomes a milestone."""

from datetime import datetime

from goals.goals.models import Goal, Milestone
from goals.milestones import actions as milestones
from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.feedback import actions as feedback_actions
from pairings.feedback.models import Feedback
from pairings.pair import acting


def take_up(feedback: Feedback, goal: Goal, *, by: User, now: datetime) -> Milestone:
    """Add the next step as the goal's last milestone.

    Refused if the step has already been taken up, if the goal is full or closed, or if the goal is of another pair.
    """
    if goal.pairing_id != feedback.pairing_id:
        raise Refused("That goal isn’t one of this pair.")
    with acting.on(feedback, by=by, now=now) as act:
        feedback_actions.take_up_as_milestone(feedback, goal=goal.pk, by=by, now=now)
        due_on = feedback_actions.day_to_try(act.pairing, by, now=now)
        return milestones.add(goal, title=feedback.next_step, due_on=due_on, by=by, now=now)
