"""What was heard and what was meant, and who felt heard.

Called by the logbook, feedback, home and the page of a session.
"""
