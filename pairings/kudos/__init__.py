"""A word of thanks, one tap or one's own.

Called by its page, the keepsake and the story.
"""
