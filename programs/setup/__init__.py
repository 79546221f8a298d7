"""A program is created from a template, opened, started, changed, closed.

Called by its pages, by home and by the demo.
"""
