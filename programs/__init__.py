"""Programs, and how people get into them. One room per story; README.md has the map."""
