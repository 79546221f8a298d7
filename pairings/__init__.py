"""Pairs, and everything that happens in one. A room per story; README.md has the map."""
