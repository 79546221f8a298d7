"""What the demo's pairs say to each other: feedback in both directions at its step, and thanks."""

import random
import uuid
from datetime import datetime, timedelta

from mentoring.demo import between
from pairings.feedback import actions as feedback
from pairings.feedback.checks import Words
from pairings.kudos import actions as kudos
from pairings.kudos.forms import SUGGESTED
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step

OF_MENTORS = [
    Words(
        "You prepare: when we meet, you know what you want from the hour.",
        "When the client asked about the delay last week, you first said what you knew, then what you didn’t.",
        "The room grew calm, and they trusted the new date.",
        "Say it in the first minute next time, before anybody asks",
    ),
    Words(
        "You notice who hasn’t spoken.",
        "In the planning on Monday you asked the newest of you what she would leave out.",
        "She named the one thing that everybody had avoided, and it was dropped.",
        "Ask first and give your own view second, in two meetings running",
    ),
    Words(
        "You finish what you begin, also when nobody looks.",
        "You wrote down how the figures are put together before you handed them over.",
        "Your colleague did it alone the next day, and you had the afternoon.",
        "Hand over one more thing, and tell me what was hard about it",
    ),
]
OF_MENTEES = [
    Words(
        "You wait until I have found the answer myself.",
        "In our last session you asked me three times what I wanted, and only then told me what you would do.",
        "I knew why I decided as I did, and could explain it to my team.",
        "Stop me after ten minutes when I only tell stories",
    ),
    Words(
        "You tell me what you got wrong yourself.",
        "When I was ashamed of the review, you told me of the worst one you ever gave.",
        "I could laugh, and then look at mine.",
        "Bring one more of your own beginnings",
    ),
    Words(
        "You remember what I said weeks ago.",
        "You asked how the talk with my manager went, which I had only mentioned in passing.",
        "I told you what I had kept to myself until then.",
        "Keep the last five minutes free for what we skipped",
    ),
]


def give(touchpoint: Touchpoint, chance: random.Random, *, now: datetime) -> None:
    pairing, doer = touchpoint.pairing, touchpoint.step.doer
    mentor, mentee = pairing.mentor.user, pairing.mentee.user
    number = between.dice(pairing, 0).randrange(len(OF_MENTORS)) + touchpoint.occurrence  # different words each time
    sides = [(Step.Doer.MENTOR, mentor, OF_MENTORS), (Step.Doer.MENTEE, mentee, OF_MENTEES)]
    given = {
        side: feedback.give(pairing, _nth(words, number), by=by, now=now, form_key=_key(chance), touchpoint=touchpoint)
        for side, by, words in sides
        if doer in (Step.Doer.BOTH, side)
    }
    received = given.get(Step.Doer.MENTOR)
    if received is None or chance.random() < 0.3:  # some feedback stays unread
        return
    later = now + timedelta(hours=3)
    feedback.rate(received, rating=chance.choice([3, 4, 5]), by=mentee, now=later)
    feedback.take_up_as_promise(received, by=mentee, now=later)
    kudos.give(pairing, text=chance.choice(SUGGESTED), by=mentee, now=later, form_key=_key(chance))


def _nth(words: list[Words], number: int) -> Words:
    return words[number % len(words)]


def _key(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)
