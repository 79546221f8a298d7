"""The record of who did what, which nothing changes or deletes."""
