"""“Was it useful?”, asked of the other person after a session and seen by nobody else.

Called by the logbook and the pages of sessions.
"""
