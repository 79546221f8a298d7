"""Two people become a pair, within what the mentor has room for; they keep a rhythm of their own, and end.

Called by the pages of coordinators, pauses, the endings and the demo.
"""
