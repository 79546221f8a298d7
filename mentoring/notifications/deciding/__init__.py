"""Whether something is told now: still true, wanted, not too much, not at night.

Called by those who write and send.
"""
