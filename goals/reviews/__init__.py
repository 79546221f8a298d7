"""The goal review: one decision on each agreed goal.

Called by its pages, the list of goals and the page of a pair.
"""
