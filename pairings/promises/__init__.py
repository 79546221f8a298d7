"""Who promised what until when, and what became of it.

Called by the agenda, the logbook, feedback, the story, the page of a pair and the next steps.
"""
