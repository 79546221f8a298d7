"""The record of who did what. Every state change adds an entry, and entries are never changed or deleted."""
