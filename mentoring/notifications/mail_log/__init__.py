"""What became of a mail, in words; the mailbox of the demo; a preview of every kind.

Called by the pages of programs and people, and by the preview of a wording.
"""
