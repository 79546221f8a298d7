"""Messages between the two, and the report of one to the coordinators.

Called by its pages, concerns, the page of a pair, the next steps and home.
"""
