"""Six areas, rated by both sides at three moments.

Called by the pages of goals and by home; the endings and the keepsake show it through registries.
"""
