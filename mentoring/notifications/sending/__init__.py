"""Queued mails go to the mail server, and what became of each is written down.

Called by beat's tasks; a program's log sends again, and the health page asks whether beat is alive.
"""
