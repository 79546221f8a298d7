"""The coordinators' list of pairs, and all pairs of one person.

Called by its pages alone.
"""
