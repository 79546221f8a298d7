from goals.queries.outlines import ENOUGH, Outline, is_quiet, milestones, outline, outlines
from goals.queries.reviews import Review, first_review, is_near, next_due, review_of, to_review
from goals.queries.steps import next_steps, open_of
from goals.queries.story import Chapter, story, version_number, versions

__all__ = [
    "ENOUGH",
    "Chapter",
    "Outline",
    "Review",
    "first_review",
    "is_near",
    "is_quiet",
    "milestones",
    "next_due",
    "next_steps",
    "open_of",
    "outline",
    "outlines",
    "review_of",
    "story",
    "to_review",
    "version_number",
    "versions",
]
