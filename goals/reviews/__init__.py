"""The goal review: one decision on each agreed goal.

Called by its pages, by the list of goals and by the page of a pair.
"""
