"""A concern, told to the coordinators who aren't in the pair.

Called by its own pages and by home.
"""
