"""When a program's people may be mailed: holidays, quiet hours, mails a week.

Called by the forecast and, through registries, by those who deliver.
"""
