"""The coordinators of a program: appointed and removed, but there is always at least one.

Called by its page and by the setup of a program.
"""
