"""Queued mails go to the mail server, and what became of each is written down.

Called by beat's tasks.
"""
