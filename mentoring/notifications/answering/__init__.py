"""Signed links in mails: one page, one act, one person, no sign-in.

Called by the mails that carry such a link and by the page behind it.
"""
