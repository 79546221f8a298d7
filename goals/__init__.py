"""Goals, and what grows around them: milestones, reviews, the learning plan, six areas. A room per story."""
