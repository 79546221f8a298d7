"""The default setup: PostgreSQL and Valkey from wheels, and the one process behind `make run` and `make demo`."""
