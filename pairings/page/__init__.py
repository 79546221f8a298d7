"""The page of one pair: what every room has to show of it.

Called by its address alone.
"""
