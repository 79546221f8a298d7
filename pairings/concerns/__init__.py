"""A concern, said to the coordinators who aren't in the pair.

Called by its pages and by home.
"""
