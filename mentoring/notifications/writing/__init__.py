"""What is due becomes a mail, a line in a digest, or a line in the app.

Called by delivery.
"""
