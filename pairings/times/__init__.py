"""Sessions to come: times proposed and picked, planned sessions moved and canceled.

Called by the life of a pair, pauses, the logbook, the endings, the reminders, the page of a pair and home.
"""
