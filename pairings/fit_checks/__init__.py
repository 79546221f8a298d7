"""“Does it fit?”, answered alone, for the coordinators.

Called by the page of the beginning and by the task that runs every minute.
"""
