"""The steps of a program, when they are due, and what their reminders say.

Called by whatever plans, previews or edits a journey; running pairs follow it through `running_pairs`.
"""
