"""Pairs and everything that happens inside them, with one room per story; README.md has the map."""
