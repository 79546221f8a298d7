"""Feedback in both directions: written, checked, opened, rated, taken up.

Called by kudos, the keepsake, the story, reminders, the page of a pair and home; goals turn a next step into a
milestone.
"""
