"""What one of the two could do now about the open steps of a pair.

Called by home, through the registry of next steps, and by the page of a pair.
"""
