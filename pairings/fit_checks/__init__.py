"""Does it fit? Answered alone, for the coordinators.

Called by the page of the beginning and by the task of every minute.
"""
