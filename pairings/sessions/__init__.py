"""The sessions a pair has held, and who may read what was written about them.

Called by every room that has to do with sessions; the logbook writes them.
"""
