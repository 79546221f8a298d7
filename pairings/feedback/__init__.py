"""Feedback in both directions: written, looked at, opened, rated, taken up.

Called by the reminders, the story and the page of a pair.
"""
