"""What one could do now about one's pairs.

Called by home and by the page of a pair.
"""
