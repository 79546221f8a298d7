"""What the two want to talk about next.

Called by the logbook, feedback and the pages of sessions.
"""
