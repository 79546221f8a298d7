"""Messages between the two, and the report of one to the coordinators.

Called by its pages, concerns and the next steps.
"""
