"""“Did you meet?”, answered from a mail without signing in.

Only its own page calls it.
"""
