"""Reverse mentoring: the junior person is the mentor; the senior one learns."""

from programs.builtin import pieces
from programs.builtin.shape import Doer, Form, Kind, QuestionPlan, Role, StepPlan, Template

THEMES = (
    "New technology in everyday work",
    "How younger people see us",
    "Experiences of exclusion",
    "Social media and public life",
    "New ways of working",
    "Climate and sustainability",
)

TEMPLATE = Template(
    key="reverse",
    title="Reverse mentoring",
    icon="repeat-2",
    summary="Six months in which somebody senior learns from somebody junior.",
    fits="Choose it when those with influence should understand what others live and know.",
    purpose=(
        "Senior people learn from colleagues whose experience they don't have: about technology, about working life "
        "today, about who is heard and who isn't. The mentors are listened to by somebody who can change things."
    ),
    weeks=26,
    cadence_days=28,
    session_minutes=60,
    mentor_capacity=1,
    steps=(
        pieces.TRAINING.but(
            guide="Mentors: how to teach somebody with more power than you, and where you may say no. Mentees: how to "
            "ask without testing, and to listen without explaining. About an hour each.",
        ),
        pieces.INTRODUCTION.but(
            title="Say hello on equal terms",
            guide="The senior person writes first, says what they don't know and want to learn, and offers to come to "
            "where the mentor works.",
        ),
        pieces.AGREEMENT.but(
            title="Agree how to be frank",
            guide="Titles stay outside. What is said here has no consequences for anybody's assessment. Agree on a "
            "word with which either of you can stop a topic.",
            day=7,
        ),
        pieces.SESSION.but(
            guide="The mentor leads: one theme, one thing to try out or to look at together. The mentee says at "
            "the end what was new and what they will do differently.",
            day=14,
        ),
        pieces.FIT_CHECK.but(day=21),
        pieces.CHECK_IN.but(day=21),
        pieces.GOALS.but(
            title="Agree what is to be learned",
            guide="The mentee names up to two things to understand or be able to do; the mentor adds one that the "
            "mentee wouldn't have thought of.",
        ),
        StepPlan(
            Kind.OWN,
            "Do one thing differently",
            "The mentee changes one decision, one meeting or one habit because of what they learned, and tells the "
            "mentor what came of it.",
            day=80,
            doer=Doer.MENTEE,
        ),
        pieces.GOAL_REVIEW.but(day=90, every_days=None),
        pieces.FEEDBACK.but(day=100, every_days=None),
        pieces.CLOSURE.but(
            guide="What does the mentee see today that they didn't see half a year ago? Who else should hear it? "
            "Decide together what may be told to others.",
        ),
    ),
    questions=(
        pieces.WORK,
        QuestionPlan(
            Role.MENTOR, Form.MULTIPLE, "About which of these could you teach somebody?", "Choose all that fit.", THEMES
        ),
        QuestionPlan(
            Role.MENTOR,
            Form.LONG,
            "What do you wish those at the top understood?",
            "Your match will read it, others in your line won't.",
        ),
        QuestionPlan(Role.MENTEE, Form.MULTIPLE, "What would you like to learn about?", "Choose up to three.", THEMES),
        QuestionPlan(
            Role.MENTEE,
            Form.LONG,
            "When did somebody younger last change your mind?",
            "If you can't remember, say so; it is a good beginning.",
        ),
        pieces.TIMES,
        pieces.PLACE,
        pieces.NOT_WITH.but(
            help_text="Anybody in your own reporting line, above all. Only the coordinators read this."
        ),
        pieces.NEEDS,
    ),
)
