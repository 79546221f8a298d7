"""Decide whether something is told now: still true, wanted, not too much, and not at night.

The rooms that write and send call it.
"""
