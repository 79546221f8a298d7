"""What mails people want, how often and when not, and what they have snoozed.

The rooms that decide, write and send call it. The programs app registers people's roles and each program's pace here.
"""
