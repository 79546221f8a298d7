"""The learning plan of a pair: items are planned or recommended, done, rated.

Called by the competencies and by the page of a goal.
"""
