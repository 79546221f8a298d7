"""Two people become a pair, keep a rhythm of their own, and end.

Called by the pages of coordinators, the endings and the demo.
"""
