from goals.models.goal import Goal, Milestone
from goals.models.review import GoalReview
from goals.models.talk import Comment
from goals.models.version import GoalVersion

__all__ = ["Comment", "Goal", "GoalReview", "GoalVersion", "Milestone"]
