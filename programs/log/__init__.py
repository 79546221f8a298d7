"""What happened in a program, and the mails it sent.

Called by the pages of people and of coordinators.
"""
