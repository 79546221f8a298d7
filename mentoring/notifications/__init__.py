"""What is told to whom. Its rooms are the way of one notification: planned, decided, written, sent."""
