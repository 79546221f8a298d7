"""Whether the mentor heard what the mentee meant, and whether the mentee felt heard.

Called by the logbook, feedback, home and the page of a session.
"""
