"""Turn what is due into a mail, a line in a digest, or a line in the app.

Delivery calls it.
"""
