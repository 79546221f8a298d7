"""The six areas, rated by both sides of a pair at three moments.

Called by the goal pages and by home; the endings and the keepsake show the ratings through registries.
"""
