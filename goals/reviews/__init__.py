"""The goal review: one decision on each agreed goal.

Called by its pages and by the list of goals.
"""
