"""A pair: who is in it, who may see it, how it is locked and told.

Every room calls it; it calls none.
"""
