"""The reminders of a step's ladder: planned by SQL, checked again before they go out.

Called by the scheduled tasks and the demo.
"""
