"""Leadership: nine months, fewer and longer sessions, practice in between."""

from programs.builtin import pieces
from programs.builtin.shape import Doer, Form, Kind, QuestionPlan, Role, StepPlan, Template

TOPICS = (
    "Leading former peers",
    "Delegating and letting go",
    "Difficult conversations",
    "Setting a direction",
    "Building a team",
    "Leading through change",
    "Working with those above me",
    "Looking after myself",
)

TEMPLATE = Template(
    key="leadership",
    title="Leadership",
    icon="compass",
    summary="Nine months for people who lead, or soon will, with somebody who has led for long.",
    fits="Choose it for new and growing leaders; mentors come from another part of the organisation.",
    purpose=(
        "People who lead for the first time, or lead more than before, get a place to think aloud without being "
        "judged. They try things in their daily work, look at what happened, and find their own way of leading."
    ),
    weeks=39,
    cadence_days=21,
    session_minutes=90,
    mentor_capacity=2,
    steps=(
        pieces.TRAINING,
        pieces.INTRODUCTION,
        pieces.SESSION.but(
            guide="One real situation from the last weeks: what happened, what did you want, what did you do, what "
            "would you try next time? The mentor resists telling how they would have done it until asked.",
            day=10,
        ),
        pieces.EXPECTATIONS.but(day=12),
        pieces.AGREEMENT.but(
            guide="Above all: what stays in the room. Mentors may sit on panels that decide about mentees; say now how "
            "you will handle that.",
            day=16,
        ),
        pieces.CHECK_IN,
        pieces.FIT_CHECK.but(day=20),
        StepPlan(
            Kind.OWN,
            "Ask three people",
            "Ask somebody you lead, a peer and your own manager: what should I keep doing, and what would you like me "
            "to do differently? Bring the answers to the next session before you explain them away.",
            day=28,
            doer=Doer.MENTEE,
        ),
        pieces.GOALS.but(
            guide="One goal about you as a leader and one about the people you lead. Describe what others would see if "
            "you had reached it.",
            day=35,
        ),
        pieces.GOAL_REVIEW.but(day=77),
        pieces.FEEDBACK,
        StepPlan(
            Kind.OWN,
            "See each other at work",
            "Sit in on a meeting that the other one leads. Afterwards tell each other three things you noticed, "
            "without marks out of ten.",
            day=120,
        ),
        pieces.CELEBRATION,
        pieces.CLOSURE,
    ),
    questions=(
        pieces.WORK,
        QuestionPlan(
            Role.MENTEE,
            Form.CHOICE,
            "How many people do you lead?",
            choices=("None yet", "1 to 5", "6 to 15", "More than 15"),
        ),
        QuestionPlan(Role.MENTEE, Form.MULTIPLE, "What occupies you most as a leader?", "Choose up to three.", TOPICS),
        QuestionPlan(
            Role.MENTEE,
            Form.LONG,
            "Tell us about a recent situation in which you would have liked to ask somebody.",
            "No names, please. Your match will read it.",
        ),
        QuestionPlan(
            Role.MENTOR,
            Form.MULTIPLE,
            "With which of these have you lived through both good and bad days?",
            "Choose what you could speak about honestly.",
            TOPICS,
        ),
        QuestionPlan(
            Role.MENTOR,
            Form.LONG,
            "What have you changed your mind about in leading people?",
            "A few sentences.",
        ),
        pieces.TIMES,
        pieces.PLACE,
        pieces.NOT_WITH,
        pieces.NEEDS,
    ),
)
