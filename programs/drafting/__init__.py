"""Editing a journey: the draft reaches nobody until it is saved.

Called by its pages and by the settings that change a journey.
"""
