"""Signed links in mails: one page, one act, one person, no sign-in.

Called by every page behind such a link.
"""
