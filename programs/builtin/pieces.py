"""Steps and questions that several templates share.

Where the numbers come from:
- training before the first session, goals within 30 days, contact by the program twice in the first month and then
  monthly: Elements of Effective Practice for Mentoring, 4th and 5th edition. The introduction and the first check-in
  are the two contacts of the first month.
- check-in on day 14, then every 30 days, and the ladder for a late step: iMentor's practice.
- goal review every six weeks (reaffirm, revise, revive, rebuild): Nemanick.
- fit check after the first session: Together's practice.
The words are our own. Only five steps send reminders, so that people get few mails.
"""

from programs.builtin.shape import (
    Audience,
    BeforeEnd,
    Doer,
    Form,
    Halfway,
    Kind,
    QuestionPlan,
    Role,
    RungPlan,
    StepPlan,
)

# Day before · 3 days after · 7 days after (both) · 14 days after (coordinator).
LADDER = (
    RungPlan(-1, Audience.DOER),
    RungPlan(3, Audience.DOER),
    RungPlan(7, Audience.BOTH),
    RungPlan(14, Audience.COORDINATOR),
)
# The mail on the day is the question itself, so a reminder the day before would ask too early.
CHECK_IN_LADDER = (RungPlan(0, Audience.DOER), RungPlan(4, Audience.DOER), RungPlan(10, Audience.COORDINATOR))
INTRODUCTION_LADDER = (RungPlan(0, Audience.DOER), RungPlan(4, Audience.BOTH), RungPlan(10, Audience.COORDINATOR))
# For weekly sessions: the next one is due within two weeks, so the coordinator hears earlier.
WEEKLY_LADDER = (RungPlan(-1, Audience.DOER), RungPlan(3, Audience.BOTH), RungPlan(7, Audience.COORDINATOR))

TRAINING = StepPlan(
    Kind.TRAINING,
    "Prepare for your role",
    "Work through the short units for your role before you meet for the first time: what mentoring is and is not, "
    "listening so that the other person thinks further, giving feedback that can be used, and what to do when "
    "something feels wrong. Two hours in all, in as many sittings as you like.",
    day=0,
)
INTRODUCTION = StepPlan(
    Kind.INTRODUCTION,
    "Say hello",
    "Write to each other: who you are outside your job title, what made you say yes, and two times at which you could "
    "meet for the first session. A few honest lines are better than a curriculum vitae.",
    day=3,
    ladder=INTRODUCTION_LADDER,
)
EXPECTATIONS = StepPlan(
    Kind.EXPECTATIONS,
    "Put your expectations side by side",
    "Each of you answers alone first: what should be different at the end, what do you need from the other, what would "
    "make you give up? Then read both answers together. Where they differ is where the first conversation begins.",
    day=10,
)
AGREEMENT = StepPlan(
    Kind.AGREEMENT,
    "Agree how you work together",
    "Settle the plain things: how often and where you meet, who sends the invitation, how you cancel, what stays "
    "between you, and how either of you can say that it isn't working. Half a page is enough.",
    day=14,
)
SESSION = StepPlan(
    Kind.SESSION,
    "Session",
    "The mentee brings the topic. The mentor listens first, says back what was heard, asks, and gives advice last and "
    "only when it is wanted. End with one thing that each of you will do, and with the date of the next session.",
    day=7,
    ladder=LADDER,
)
FIT_CHECK = StepPlan(
    Kind.FIT_CHECK,
    "Does this fit?",
    "After the first session each of you tells the coordinator, separately, whether you want to go on. A no is "
    "nobody's fault: a new match now is kinder than a polite silence later.",
    day=17,
)
GOALS = StepPlan(
    Kind.GOALS,
    "Agree on goals",
    "The mentee writes one to three goals: what I want to be able to do, why it matters to me, how we will both see "
    "it, and by when. Break each into milestones small enough to reach in a month. The mentor asks until they are "
    "clear, then agrees.",
    day=30,
    doer=Doer.BOTH,
    ladder=LADDER,
)
CHECK_IN = StepPlan(
    Kind.CHECK_IN,
    "Check-in",
    "Under a minute: how is it going, from 1 to 5, and is there anything that the coordinator should know? Your "
    "coordinator reads it, your partner doesn't.",
    day=14,
    every_days=30,
    ladder=CHECK_IN_LADDER,
)
FEEDBACK = StepPlan(
    Kind.FEEDBACK,
    "Give each other feedback",
    "Tell the other person one strength you have seen, one situation and what their behaviour did in it, and one next "
    "step you would try. In both directions: the mentor learns too.",
    day=60,
    every_days=90,
)
GOAL_REVIEW = StepPlan(
    Kind.GOAL_REVIEW,
    "Look at the goals again",
    "For each goal choose one: keep it as it is, change it, take it up again, or let it go and write a new one. "
    "Say why. Changing a goal is a sign of learning, not of failing.",
    day=72,
    every_days=42,
    ladder=LADDER,
)
CELEBRATION = StepPlan(
    Kind.CELEBRATION,
    "Halfway: look how far you have come",
    "Take ten minutes of a session to read your first goals and notes. Name three things that are different now, and "
    "thank each other for one of them.",
    day=Halfway(),
)
CLOSURE = StepPlan(
    Kind.CLOSURE,
    "Say goodbye well",
    "Plan the last session as a special one: what was learned, what remains, what each of you takes along. Decide "
    "honestly whether and how you stay in touch.",
    day=BeforeEnd(14),
)

TIMES = QuestionPlan(
    Role.BOTH,
    Form.MULTIPLE,
    "When could you usually meet?",
    "In your own time zone. Choose all that could work.",
    ("Mornings before work", "Mornings", "Around lunch", "Afternoons", "Evenings", "Weekends"),
)
PLACE = QuestionPlan(
    Role.BOTH,
    Form.CHOICE,
    "How would you like to meet?",
    choices=("In person", "By video or telephone", "Either is fine"),
)
WORK = QuestionPlan(
    Role.BOTH, Form.SHORT, "What do you do at the moment?", "One line, as you would say it to a friend."
)
NOT_WITH = QuestionPlan(
    Role.BOTH,
    Form.LONG,
    "Is there anybody you should not be paired with?",
    "Your line manager, for example, or somebody you depend on. Only the coordinators read this.",
    required=False,
    shown_to_match=False,
)
NEEDS = QuestionPlan(
    Role.BOTH,
    Form.LONG,
    "Is there anything we should arrange so that you can take part well?",
    "Such as step-free rooms, captions, or longer breaks. Only the coordinators read this.",
    required=False,
    shown_to_match=False,
)
