"""“Did you meet?”, answered from a mail without signing in.

Called by its page alone.
"""
