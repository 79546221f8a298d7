"""Starts a pair if the mentor has room for one more mentee, sets its rhythm, and ends it.

Called by the coordinators' pages, pauses, endings and the demo.
"""
