"""“How is it going?”: a rating from each side, for the coordinators.

Called by reminders, the next steps and the page of a pair.
"""
