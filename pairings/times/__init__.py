"""Sessions to come: times proposed and picked, planned sessions moved and canceled.

Called by a pause, the logbook, the reminders and the page of a pair.
"""
