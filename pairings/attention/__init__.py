"""Which pairs need the coordinators today, and why.

Called by the list of pairs, the next steps and home.
"""
