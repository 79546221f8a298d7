"""What a program gives its people to read.

Called by its pages and by the learning plans of pairs.
"""
