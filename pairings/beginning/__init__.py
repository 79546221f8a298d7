"""How far a pair is with its beginning: one page over introductions, expectations, agreement and fit check.

Called by the page of a pair, the reminders, the next steps and home.
"""
