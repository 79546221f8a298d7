"""Pauses of a pair, or of a person with all their pairs, until a day of return.

Called by its own pages and by the hourly task.
"""
