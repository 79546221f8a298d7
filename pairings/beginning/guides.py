"""Conversation guides for the first three sessions: what each is for, and open questions for both sides."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guide:
    number: int  # of the session
    title: str
    purpose: str
    minutes: int
    plan: tuple[tuple[int, str], ...]  # (minutes, what happens in them); they add up to `minutes`
    for_mentor: tuple[str, ...]  # open questions, to choose from
    for_mentee: tuple[str, ...]
    listening: tuple[str, ...]  # hints for both


GUIDES = (
    Guide(
        number=1,
        title="Getting to know each other",
        purpose="You find out who the other person is and how you like to talk. Nothing needs to be solved today.",
        minutes=60,
        plan=(
            (10, "Arrive: how was the day, is the place good, who takes a note of the next date?"),
            (20, "The mentee tells their way so far; the mentor only asks."),
            (15, "The mentor tells their own way, with a detour in it."),
            (10, "What would make the time together worth it for each of you?"),
            (5, "The next date, and one thing each of you will do until then."),
        ),
        for_mentor=(
            "What made you say yes to having a mentor just now?",
            "Tell me about a piece of work you liked doing. What was it about it?",
            "When has somebody been of real help to you, and what did they do?",
            "What should I know about how you think and learn best?",
            "What would you be sorry not to have talked about when we end?",
            "What would make these meetings a waste of your time?",
        ),
        for_mentee=(
            "What made you want to be a mentor?",
            "Which part of your way looks straight today and wasn’t at all?",
            "Who has shaped how you work, and how?",
            "What do you hope to learn from our meetings yourself?",
            "How will I notice that you would like me to prepare more, or less?",
            "What do you know now that you would have liked to hear at my point?",
        ),
        listening=(
            "Wait three seconds after the other person stops. Often the important sentence comes then.",
            "Say back what you heard before you say what you think.",
            "Keep your own story for later, even if it fits perfectly.",
        ),
    ),
    Guide(
        number=2,
        title="What we expect of each other",
        purpose="You read both answers about your expectations together and settle how you want to work.",
        minutes=60,
        plan=(
            (10, "What has happened since last time? What became of the one thing each of you wanted to do?"),
            (25, "Read both answers side by side. Stay longest where they differ."),
            (15, "Go through your agreement and put in what you have settled."),
            (5, "What would you like to talk about first, now that this is clear?"),
            (5, "The next date, and one thing each of you will do until then."),
        ),
        for_mentor=(
            "Which of my answers surprised you?",
            "What stands behind the hope you wrote first?",
            "How would you like me to tell you something that is hard to hear?",
            "What can I do when I notice that you go quiet?",
            "What shall we do if one of us has no time for three weeks?",
            "What must stay between us so that you can speak freely?",
        ),
        for_mentee=(
            "Which of my answers would you like to hear more about?",
            "What do you expect me to have done before we meet?",
            "How direct may I be with you?",
            "What would make you lose interest, and how would I notice early?",
            "Where do you see the limits of what you can help me with?",
            "How do we tell each other that something isn’t working?",
        ),
        listening=(
            "Ask about a difference before you explain your side of it.",
            "Listen for the wish inside a complaint: what would the other person like instead?",
            "If you notice that you are convincing, ask a question.",
        ),
    ),
    Guide(
        number=3,
        title="Where this should lead",
        purpose="The mentee leaves with the first draft of a goal, in their own words, and a small first step.",
        minutes=60,
        plan=(
            (10, "What has moved since last time, however small?"),
            (20, "Look ahead: how would things be if this went well? Collect first, choose later."),
            (20, "Choose one thing. What will be different, how will you both notice, and by when?"),
            (5, "The first step, small enough for the next two weeks."),
            (5, "The next date, and one thing the mentor will do until then."),
        ),
        for_mentor=(
            "Imagine that it is a year from now and it went well. What do you do on a usual Tuesday?",
            "Of all that, what matters most to you, and why that?",
            "What have you tried already? What did you learn from it?",
            "How would the two of us notice that you have come closer?",
            "What might get in the way, and what has helped you with such things before?",
            "What is a first step that you would even do in a bad week?",
        ),
        for_mentee=(
            "What do you hear in what I say that I might not hear myself?",
            "When you wanted something like this, how did you begin?",
            "What would you watch out for in my place?",
            "Whom should I talk to besides you?",
            "Is this goal too large, too small, or somebody else’s?",
            "What could you do so that I keep to it without feeling watched?",
        ),
        listening=(
            "Give advice last, and ask first whether it is wanted.",
            "Repeat the other person’s own words for the goal. Don’t improve them.",
            "Leave silence after “what else?”. The third answer is often the real one.",
        ),
    ),
)
