"""The goal pages: the list, one goal with its comments, the answer from a mail.

Called by their addresses, and by the milestones, which are shown on the page of a goal.
"""
