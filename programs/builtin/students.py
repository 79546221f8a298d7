"""Student mentoring: an academic year, weekly, with young people, so safety and reliability come first."""

from programs.builtin import pieces
from programs.builtin.shape import BeforeEnd, Form, Kind, QuestionPlan, Role, StepPlan, Template

SUBJECTS = (
    "Choosing what to study or learn",
    "Learning and exams",
    "Applications and interviews",
    "Finding an internship or first job",
    "Confidence",
    "Settling in",
    "Money and everyday things",
)

TEMPLATE = Template(
    key="students",
    title="Student mentoring",
    icon="graduation-cap",
    summary="A school or university year with a reliable person who meets a student every week.",
    fits="Choose it when working people or older students accompany younger ones.",
    purpose=(
        "Every student has one adult or older student who turns up each week, listens, and helps them to find and to "
        "reach what they want from their education. Reliability matters more than brilliance."
    ),
    weeks=40,
    cadence_days=7,
    session_minutes=60,
    mentor_capacity=1,
    steps=(
        pieces.TRAINING.but(
            title="Prepare, and know the safety rules",
            guide="Mentors: four units of about half an hour. Listening to young people, boundaries, what to do when "
            "you are worried about somebody, and whom to call. Students: what a mentor is for, and what nobody may ask "
            "of you.",
        ),
        pieces.INTRODUCTION,
        pieces.SESSION.but(
            guide="Begin with how the week was; leave the plan aside when something else is more important. Then one "
            "topic, one thing to try before next week, and a word about what went well. Be there, every week, on time.",
            day=5,
            ladder=pieces.WEEKLY_LADDER,
        ),
        pieces.AGREEMENT.but(
            title="Agree on the ground rules",
            guide="Where you meet, how you write to each other, what you do when one of you can't come, what stays "
            "between you and what must not: if somebody is in danger, the coordinator has to know.",
            day=10,
        ),
        pieces.CHECK_IN,
        pieces.FIT_CHECK.but(day=12),
        pieces.GOALS.but(
            guide="One or two goals in the student's own words, one of them reachable within six weeks. An early "
            "success carries the rest of the year.",
        ),
        StepPlan(
            Kind.OWN,
            "Visit a real place",
            "Spend an afternoon where somebody does what the student is curious about: a workshop, a laboratory, an "
            "office, a lecture. Talk about it on the way back.",
            day=90,
        ),
        pieces.GOAL_REVIEW.but(day=72),
        pieces.FEEDBACK.but(day=100, every_days=None),
        pieces.CELEBRATION,
        pieces.CLOSURE.but(
            guide="Announce the last session early: for young people an ending that comes as a surprise undoes a lot. "
            "Look back together, write each other a letter, and say clearly what comes afterwards.",
            day=BeforeEnd(21),
        ),
    ),
    questions=(
        QuestionPlan(
            Role.MENTEE, Form.SHORT, "What are you learning or studying, and in which year?", "One line is enough."
        ),
        QuestionPlan(Role.MENTEE, Form.MULTIPLE, "What would you like help with?", "Choose all that fit.", SUBJECTS),
        QuestionPlan(
            Role.MENTEE,
            Form.LONG,
            "What do you like doing when nobody tells you what to do?",
            "Hobbies, games, music, people. It is the best way to find somebody you get along with.",
        ),
        QuestionPlan(
            Role.MENTOR, Form.SHORT, "What do you do, and what did you learn or study?", "One line, in plain words."
        ),
        QuestionPlan(
            Role.MENTOR, Form.MULTIPLE, "What can you help with?", "Choose what you have been through.", SUBJECTS
        ),
        QuestionPlan(
            Role.MENTOR,
            Form.LONG,
            "What was hard for you at that age, and what helped?",
            "Students read this before they meet you.",
        ),
        QuestionPlan(
            Role.MENTOR,
            Form.LONG,
            "Have you worked with young people before?",
            "If so: where, and whom may we ask? Only the coordinators read this.",
            shown_to_match=False,
        ),
        pieces.TIMES,
        pieces.NEEDS,
        pieces.NOT_WITH.but(
            help_text="Somebody who marks your work, for example, or a relative. Only the coordinators read this."
        ),
    ),
)
