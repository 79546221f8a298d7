"""The goals that can take the next step of a feedback as a milestone."""

from django.urls import reverse

from goals.goals.models import Goal
from mentoring.accounts.models import User
from pairings.feedback.follow_ups import FollowUp
from pairings.feedback.models import Feedback

MOST = 5


def of(feedback: Feedback, viewer: User) -> list[FollowUp]:
    address = reverse("feedback_milestone", args=[feedback.pk])
    goals = Goal.objects.of(viewer).open().filter(pairing=feedback.pairing)[:MOST]
    return [FollowUp(f"A milestone of “{goal.title}”", address, "goal", str(goal.pk)) for goal in goals]
