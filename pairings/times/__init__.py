"""Coming sessions: times are proposed and picked, planned sessions are moved and canceled.

Called by the life of a pair, pauses, the logbook, endings, reminders, the page of a pair and home.
"""
