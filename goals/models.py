"""The models of every room, for Django."""

from goals.competencies.models import Assessment
from goals.goals.models import Comment, Goal, GoalReview, GoalVersion, Milestone
from goals.learning.models import LearningItem

__all__ = [
    "Assessment",
    "Comment",
    "Goal",
    "GoalReview",
    "GoalVersion",
    "LearningItem",
    "Milestone",
]
