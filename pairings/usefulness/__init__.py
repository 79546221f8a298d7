"""Was it useful? Asked of the other after a session, seen by nobody else.

Called by the logbook and the pages of sessions.
"""
