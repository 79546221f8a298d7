"""Which mails a person wants, how often, when not; and what they put off.

Called by those who decide, write and send; programs register here who has which role and how often they may mail.
"""
