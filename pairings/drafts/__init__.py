"""What somebody has typed but not saved yet, for their eyes only.

Called by the rooms whose forms save drafts while people type.
"""
