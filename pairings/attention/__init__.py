"""Which pairs need the coordinators today, and why.

Called by the list of pairs and by home.
"""
