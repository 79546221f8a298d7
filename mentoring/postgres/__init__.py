"""Django's backend for PostgreSQL, which never waits longer than it was told. Knows no Django app."""
