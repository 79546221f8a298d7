"""The learning plan of a pair: planned or recommended, done, rated.

Called by the competencies and by the page of a goal.
"""
