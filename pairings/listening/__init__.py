"""What was heard and what was meant, and who felt heard.

Called by the logbook and the pages of sessions.
"""
