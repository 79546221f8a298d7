"""A program is created from a template, opened, started, changed, closed.

Called by its pages, home and the demo.
"""
