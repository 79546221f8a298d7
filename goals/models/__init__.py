from goals.models.assessment import Assessment
from goals.models.goal import Goal, Milestone
from goals.models.learning import LearningItem
from goals.models.review import GoalReview
from goals.models.talk import Comment
from goals.models.version import GoalVersion

__all__ = ["Assessment", "Comment", "Goal", "GoalReview", "GoalVersion", "LearningItem", "Milestone"]
