"""Say what became of a mail, show the demo's mailbox, and preview every kind of mail.

The pages of programs and people call it, and so does the preview of a wording.
"""
