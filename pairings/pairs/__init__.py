"""The coordinators' list of pairs, and all pairs of one person.

Only its own pages call it.
"""
