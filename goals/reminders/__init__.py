from goals.reminders import goals, learning

KINDS = [*goals.KINDS, *learning.KINDS]

__all__ = ["KINDS"]
