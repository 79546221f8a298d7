"""What the two write at the end: thanks, and a look back.

Called by endings and the keepsake.
"""
