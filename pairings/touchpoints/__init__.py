"""The steps of one pair: planned, done, moved, skipped, planned again.

Called by every room in which something can complete a step.
"""
