"""What somebody has typed and not yet saved, for their eyes alone.

Called by the rooms whose forms keep themselves.
"""
