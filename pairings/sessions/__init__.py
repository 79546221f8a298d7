"""The sessions a pair has held, and who may read what was written about them.

Called by every room that stands beside a session; they are written down in the logbook.
"""
