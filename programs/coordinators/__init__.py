"""Who runs a program: appointed and removed, never nobody.

Called by its page.
"""
