"""How far a pair is with its beginning: one page about introductions, expectations, agreement and fit check.

Called by the page of a pair, reminders, the next steps and home.
"""
