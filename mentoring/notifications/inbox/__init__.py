"""What a person was told, in the app.

Called by its pages alone.
"""
