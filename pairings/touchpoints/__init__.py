"""The steps of one pair: planned, done, moved, skipped, planned again.

Called by every room whose event completes a step.
"""
