"""Feedback in both directions: written, looked at, opened, rated, taken up.

Called by kudos, the keepsake, the story, the reminders, the page of a pair and home; goals take a next step up.
"""
