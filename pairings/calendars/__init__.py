"""When a person is free, and whether their calendar takes invitations.

Called by the sessions to come.
"""
