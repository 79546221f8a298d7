"""The page of one pair, which shows something from every room.

No other room calls it.
"""
