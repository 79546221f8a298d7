"""How a pair ends: by both as planned, by both early, by one.

Called by the page of a pair, the next steps, the keepsake, home and the hourly task.
"""
