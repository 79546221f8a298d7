"""Who takes part in a program, in which role, and how they leave.

Called by its pages, by pauses, and through a registry by whoever asks for somebody's roles.
"""
