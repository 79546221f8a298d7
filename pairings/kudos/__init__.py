"""A word of thanks, one tap or one's own.

Called by its page and by the story.
"""
