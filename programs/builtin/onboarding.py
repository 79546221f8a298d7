"""New-starter onboarding: the first half year at a new place, with a session every week."""

from programs.builtin import pieces
from programs.builtin.shape import BeforeEnd, Doer, Form, Kind, QuestionPlan, Role, StepPlan, Template

TEMPLATE = Template(
    key="onboarding",
    title="New-starter onboarding",
    icon="door-open",
    summary="Half a year in which a newcomer finds people, ways and a place of their own.",
    fits="Choose it when colleagues help new ones through their first months.",
    purpose=(
        "Nobody who is new should have to guess whom to ask. An experienced colleague outside the reporting line "
        "explains how things really work, introduces the newcomer to people, and is there when something is unclear."
    ),
    weeks=26,
    cadence_days=7,
    session_minutes=30,
    mentor_capacity=1,
    steps=(
        pieces.TRAINING.but(
            title="Prepare as a guide",
            guide="A short unit for mentors: what newcomers are afraid to ask, how to explain without overwhelming, "
            "and where your part ends and that of the line manager begins. About 45 minutes.",
            doer=Doer.MENTOR,
        ),
        pieces.INTRODUCTION.but(
            title="Say hello before the first day",
            guide="The mentor writes first: where to be, whom to ask for, what to bring, and that no question is too "
            "small. The newcomer answers with two or three things they wonder about.",
            day=0,
        ),
        pieces.SESSION.but(
            guide="What was surprising this week? What is still unclear? Whom would it be good to meet next? Keep it "
            "short and regular; walk, if you can.",
            day=3,
            ladder=pieces.WEEKLY_LADDER,
        ),
        pieces.CHECK_IN.but(day=10),
        pieces.GOALS.but(
            title="Goals for the first six months",
            guide="Two or three goals: something to know, somebody to be in touch with, something to have done. "
            "Compare them with what the line manager expects.",
            day=21,
        ),
        StepPlan(
            Kind.OWN,
            "Meet five people",
            "The mentor opens doors: five conversations of half an hour with people whose work touches that of the "
            "newcomer. Write down one thing learned from each.",
            day=30,
            doer=Doer.MENTEE,
        ),
        pieces.FEEDBACK.but(
            title="What newcomers see",
            guide="After three months one still sees what the others no longer notice. The newcomer names two things "
            "that work well and one that could be easier; the mentor says one strength already visible.",
            day=90,
            every_days=None,
        ),
        pieces.GOAL_REVIEW.but(day=90, every_days=None),
        pieces.CLOSURE.but(
            title="From newcomer to colleague",
            guide="Look back at the first week. What would you tell the next newcomer? Write it down and pass it on.",
            day=BeforeEnd(7),
        ),
    ),
    questions=(
        QuestionPlan(
            Role.BOTH, Form.SHORT, "In which team and at which place do you work?", "Newcomers: where will you start?"
        ),
        QuestionPlan(
            Role.MENTEE,
            Form.LONG,
            "What do you look forward to, and what worries you a little?",
            "Whatever comes to mind. It helps your mentor to begin in the right place.",
        ),
        QuestionPlan(
            Role.MENTEE,
            Form.MULTIPLE,
            "What would you like to know more about first?",
            choices=(
                "Who does what here",
                "Unwritten rules",
                "Tools and systems",
                "How decisions are made",
                "The town and everyday life",
            ),
        ),
        QuestionPlan(
            Role.MENTOR,
            Form.LONG,
            "What do you wish somebody had told you in your first week?",
            "Your mentee will read this as your first piece of advice.",
        ),
        QuestionPlan(
            Role.MENTOR,
            Form.CHOICE,
            "How long have you been here?",
            choices=("Less than a year", "One to three years", "Four to ten years", "Longer"),
        ),
        pieces.PLACE,
        pieces.NEEDS,
    ),
)
