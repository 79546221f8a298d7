"""Goals and what belongs to them: milestones, reviews, the learning plan, the six areas. One room per story."""
