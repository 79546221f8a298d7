from goals.models.goal import Goal, Milestone
from goals.models.version import GoalVersion

__all__ = ["Goal", "GoalVersion", "Milestone"]
