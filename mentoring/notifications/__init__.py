"""Tell people things. Its rooms follow a notification on its way: planned, decided, written, sent."""
