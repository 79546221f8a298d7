"""Six areas, rated by both sides at three moments.

Called by the pages of goals, home and the endings.
"""
