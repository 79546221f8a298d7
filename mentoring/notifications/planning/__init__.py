"""What is to be told: kinds, letters, and the outbox they are written into.

Every app calls it, inside the transaction of what it tells about.
"""
