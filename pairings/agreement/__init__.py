"""How the two want to work together: drafted, changed together, signed by both.

Called by the page of the beginning.
"""
