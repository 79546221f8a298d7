"""Signed links in mails: one page for one act of one person, without signing in.

The mails that carry such a link call it, and so do the pages behind it.
"""
