"""How a pair ends: as planned by both, early by both, or by one side alone.

Called by the page of a pair, the next steps, the keepsake, home and the hourly task.
"""
