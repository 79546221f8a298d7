"""The inbox: what a person was told in the app.

Only its own pages call it.
"""
