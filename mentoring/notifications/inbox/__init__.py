"""What a person was told, in the app.

Called by its pages and by the navigation.
"""
