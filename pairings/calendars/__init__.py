"""When a person is free, and whether their calendar takes invitations.

Called by times and by every room that shows a moment by two clocks.
"""
