"""When a program may send mails to its people: holidays, quiet hours, mails a week.

Called by the forecast and, through registries, by the delivery of mails.
"""
