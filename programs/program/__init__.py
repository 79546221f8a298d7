"""A program and who takes part in it: the rows everything else belongs to, and who may see them.

Every room calls it; it calls none.
"""
