"""Which mails a person wants, how often, when not; and what they put off.

Called by those who decide and write; programs register their pace here.
"""
