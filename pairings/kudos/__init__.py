"""A short thank-you: a suggestion in one tap, or one's own words.

Called by its own page, the keepsake and the story.
"""
