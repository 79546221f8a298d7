"""Editing a journey: a draft that reaches nobody until it is saved.

Called by its pages and by the settings that change a journey.
"""
