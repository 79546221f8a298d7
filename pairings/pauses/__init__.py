"""A pair, or a person with all their pairs, is away until a day.

Called by its pages and by the hourly task.
"""
