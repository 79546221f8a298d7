"""The text that every agreement of a program begins with.

Called by its page and by the agreements of pairs.
"""
