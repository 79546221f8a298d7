"""Career development: a year, a session every other week, the whole journey.

Twelve months because relationships that end within three do harm rather than good (Grossman & Rhodes 2002). Sessions
of 60 minutes every 14 days are common practice.
"""

from programs.builtin import pieces
from programs.builtin.shape import Form, QuestionPlan, Role, Template

AREAS = (
    "Finding the next step in my career",
    "Changing field or function",
    "Leading people",
    "Speaking and presenting",
    "Negotiating and standing up for my work",
    "Building a network",
    "Deepening my craft",
    "Balancing work and the rest of life",
)

TEMPLATE = Template(
    key="career",
    title="Career development",
    icon="trending-up",
    summary="A year in which a mentee grows towards a next step of their own choosing.",
    fits="Choose it when experienced people accompany colleagues or members who want to develop.",
    purpose=(
        "Mentees find out what they want from their working life, learn what it takes, and make the first real steps "
        "with somebody at their side who has been there. Mentors pass on what no course teaches and sharpen how they "
        "listen and lead."
    ),
    weeks=52,
    cadence_days=14,
    session_minutes=60,
    mentor_capacity=2,
    steps=(
        pieces.TRAINING,
        pieces.INTRODUCTION,
        pieces.SESSION,
        pieces.EXPECTATIONS,
        pieces.AGREEMENT,
        pieces.CHECK_IN,
        pieces.FIT_CHECK,
        pieces.GOALS,
        pieces.FEEDBACK,
        pieces.GOAL_REVIEW,
        pieces.CELEBRATION,
        pieces.CLOSURE,
    ),
    questions=(
        pieces.WORK,
        QuestionPlan(
            Role.MENTEE,
            Form.LONG,
            "What would you like to be able to do in a year that you can't do today?",
            "Two or three sentences. It may still be vague; that is what the first sessions are for.",
        ),
        QuestionPlan(Role.MENTEE, Form.MULTIPLE, "Where would a mentor help you most?", "Choose up to three.", AREAS),
        QuestionPlan(
            Role.MENTEE,
            Form.LONG,
            "How do you learn best, and what should a mentor know about you?",
            "For example: I think aloud, I like to be challenged, I need time before I answer.",
            required=False,
        ),
        QuestionPlan(
            Role.MENTOR,
            Form.MULTIPLE,
            "What can you help with from your own experience?",
            "Choose what you have done yourself.",
            AREAS,
        ),
        QuestionPlan(
            Role.MENTOR,
            Form.LONG,
            "Which turning point of your own way would you tell a mentee about?",
            "A detour or a mistake is often worth more than a success.",
        ),
        QuestionPlan(
            Role.MENTOR,
            Form.LONG,
            "Who has helped you, and how did they do it?",
            "It shows what kind of mentor you would like to be.",
            required=False,
        ),
        pieces.TIMES,
        pieces.PLACE,
        pieces.NOT_WITH,
        pieces.NEEDS,
    ),
)
