"""The record of who did what, whose rows are never changed or deleted."""
