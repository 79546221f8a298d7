"""Who runs a program: appointed and removed, never nobody.

Called by its page and by the set-up of a program.
"""
