"""Who owes what until when, and what became of it.

Called by the logbook, feedback, the agenda and the next steps.
"""
