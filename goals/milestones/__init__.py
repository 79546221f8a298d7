"""The milestones of a goal: added, arranged, reached.

Called by its pages and, through a registry, by feedback.
"""
