"""The pages of goals: the list, one goal, what the two say about it, the answer from a mail.

Called by their addresses, and by the milestones that stand on the page of a goal.
"""
