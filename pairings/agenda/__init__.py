"""What the two want to talk about next.

Called by the logbook, listening, feedback and endings.
"""
