"""The inbox: what a person was told in the app.

Its own pages call it, and whatever acts on something that people were told of.
"""
