"""When a person is free, and whether their calendar takes invitations.

Called by the sessions to come, and by whoever says a time by two clocks.
"""
