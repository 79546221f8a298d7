"""A goal and its history: proposed, agreed, revised, reached, let go.

Called by every other room of goals, and by home.
"""
