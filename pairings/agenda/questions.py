"""Open questions for the next session, chosen by what a pair talked about last. Pure calculation, no Django."""

import re
from dataclasses import dataclass

MOST = 3
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Question:
    text: str
    because: str  # the word in the log that it answers; empty for questions for any time


# How words in the log begin → the open question to ask about them.
ABOUT = {
    ("present", "demo", "speech", "audience", "slides"): "What did you notice in the room while you spoke?",
    ("feedback", "review", "critic"): "Which part of the feedback do you want to act on, and which can you leave?",
    ("confiden", "afraid", "fear", "nervous", "doubt"): "When did you feel sure of yourself lately, and what helped?",
    ("conflict", "argument", "disagree", "difficult"): "How would the other side tell what happened?",
    ("boss", "manager", "lead", "promotion"): "What would you ask your manager for if you knew the answer was yes?",
    ("career", "job", "role", "apply", "application", "interview"): "What would make that step right for you?",
    ("team", "colleague", "collaborat"): "What do the others need from you that they don’t ask for?",
    ("time", "deadline", "overload", "busy", "stress", "tired"): "What could you say no to this month?",
    ("learn", "course", "read", "practice", "practise", "skill"): "What have you tried out of what you learned?",
    ("goal", "plan", "milestone", "progress"): "How will you know that you are halfway there?",
    ("decid", "decision", "choice", "option"): "What would you advise a good friend who had to decide this?",
    ("network", "contact", "introduc", "community"): "Whom would you like to know better, and what is a first step?",
}
ANYTIME = (
    "What is on your mind most at the moment?",
    "What went better than you had expected?",
    "What would you like to be asked?",
)


def choose(logged: str, *, most: int = MOST) -> list[Question]:
    """Questions that fit the most words come first, each with the first word in the log that it answers.

    If fewer than `most` fit, questions for any time fill the list.
    """
    words = WORD.findall(logged)[:5000]
    found = []
    for place, (beginnings, text) in enumerate(ABOUT.items()):
        hits = [word for word in words if word.casefold().startswith(beginnings)]
        if hits:
            found.append((-len(hits), place, Question(text, hits[0])))
    chosen = [question for _, _, question in sorted(found, key=lambda one: one[:2])]
    return [*chosen, *(Question(text, "") for text in ANYTIME)][:most]
