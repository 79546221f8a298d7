"""A few lines about oneself, for the partner.

Called by the page of the beginning.
"""
