"""Messages between the two, and reporting one to the coordinators.

Called by its own pages, concerns, the page of a pair, the next steps and home.
"""
