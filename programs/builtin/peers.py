"""Peer mentoring: two people at the same level who take turns; four months."""

from programs.builtin import pieces
from programs.builtin.shape import BeforeEnd, Form, QuestionPlan, Role, Template

OFFERS = (
    "Organising my work",
    "Speaking and presenting",
    "Writing",
    "Learning something new",
    "Handling conflict",
    "Finding direction",
    "Staying well",
)

TEMPLATE = Template(
    key="peers",
    title="Peer mentoring",
    icon="users",
    summary="Four months in which two equals take turns in asking and listening.",
    fits="Choose it among colleagues, members or students of the same standing.",
    purpose=(
        "Two people in a similar place help each other to think, to decide and to keep going. Both bring topics, both "
        "listen. One of them takes the mentor's part for the calendar and the notes; in the sessions you take turns."
    ),
    weeks=17,
    cadence_days=14,
    session_minutes=60,
    mentor_capacity=1,
    steps=(
        pieces.INTRODUCTION,
        pieces.TRAINING.but(
            title="Learn to take turns",
            guide="One short unit for both: halves of equal length, listening without fixing, and questions that help. "
            "About half an hour.",
            day=2,
        ),
        pieces.SESSION.but(
            guide="Half of the time for each of you, with a clock. In your half you bring the topic and the other one "
            "listens, says back and asks. Advice only on request. Swap who begins.",
        ),
        pieces.AGREEMENT.but(day=10),
        pieces.CHECK_IN,
        pieces.GOALS.but(
            title="A goal for each of you",
            guide="Each writes one goal that can be reached in the time you have, and says what kind of help would be "
            "no help at all.",
            day=21,
        ),
        pieces.FEEDBACK.but(
            title="How are we as listeners?",
            guide="Tell each other: when did you feel heard, when did I jump in too early?",
            day=50,
            every_days=None,
        ),
        pieces.GOAL_REVIEW.but(day=63, every_days=None),
        pieces.CLOSURE.but(day=BeforeEnd(7)),
    ),
    questions=(
        pieces.WORK,
        QuestionPlan(
            Role.BOTH,
            Form.LONG,
            "On what would you like to make progress in the next four months?",
            "One or two sentences. Your match will read it.",
        ),
        QuestionPlan(
            Role.BOTH,
            Form.MULTIPLE,
            "What do others come to you for?",
            "Choose what you could support somebody with.",
            OFFERS,
        ),
        QuestionPlan(
            Role.MENTOR,
            Form.CHOICE,
            "Have you listened in this way before?",
            "You take care of calendar and notes; no experience is needed.",
            ("Often", "Once or twice", "Not yet"),
        ),
        QuestionPlan(
            Role.MENTEE,
            Form.CHOICE,
            "Would you rather talk to somebody like you or somebody quite different?",
            choices=("Like me", "Quite different", "Either is fine"),
        ),
        pieces.TIMES,
        pieces.PLACE,
        pieces.NOT_WITH,
        pieces.NEEDS,
    ),
)
