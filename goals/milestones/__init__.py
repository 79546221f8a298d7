"""The milestones of a goal: added, put in order, reached.

Called by its pages and, through a registry, by feedback.
"""
