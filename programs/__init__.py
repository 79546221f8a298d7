"""Programs, and how people come into them. A room per story; README.md has the map."""
