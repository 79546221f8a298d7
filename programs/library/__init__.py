"""The library of a program: resources that its people can learn from.

Called by its pages and by the learning plans of pairs.
"""
