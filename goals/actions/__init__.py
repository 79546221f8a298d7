"""What the two of a pair do with goals and milestones."""
