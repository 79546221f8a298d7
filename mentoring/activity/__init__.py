"""The record of who did what. Actions add entries to it, which are never changed or deleted."""
