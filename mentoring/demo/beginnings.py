"""How the demo's pairs begin: say hello, share expectations, agree, and say whether it fits."""

import random
import uuid
from datetime import datetime, timedelta

from mentoring.demo import words
from pairings.agreement import actions as agreements
from pairings.agreement import drafting
from pairings.expectations import actions as expectations
from pairings.expectations.actions import Answers
from pairings.expectations.models import Expectation
from pairings.fit_checks import actions as fit_checks
from pairings.fit_checks.models import FitCheck
from pairings.introductions import actions as introductions
from pairings.pair.models import Pairing

HOURS = timedelta(hours=2)


def say_hello(pairing: Pairing, chance: random.Random, *, now: datetime) -> None:
    for number, member in enumerate((pairing.mentee, pairing.mentor)):
        text, reach = chance.choice(words.INTRODUCTIONS[member.role])
        introductions.write(pairing, text=text, reach=reach, by=member.user, now=now + number * HOURS)


def expect(pairing: Pairing, chance: random.Random, *, now: datetime) -> None:
    if pairing.expectations.handed_in().count() == 2:
        expectations.look_again(pairing, by=pairing.mentee.user, now=now)
        return
    for number, member in enumerate((pairing.mentee, pairing.mentor)):
        answers = Answers(
            hopes=chance.choice(words.HOPES[member.role]),
            rhythm=chance.choice([Expectation.Rhythm.FORTNIGHTLY, Expectation.Rhythm.THREE_WEEKLY]),
            ways=chance.sample(["mail", "chat", "video", "in_person"], 2),
            between_us=chance.choice(words.BETWEEN_US),
            would_stop=chance.choice(words.WOULD_STOP),
        )
        window = uuid.UUID(int=chance.getrandbits(128), version=4)
        expectations.hand_in(pairing, answers, window=window, seen=0, by=member.user, now=now + number * HOURS)


def agree(pairing: Pairing, *, now: datetime) -> None:
    mentor, mentee = pairing.mentor.user, pairing.mentee.user
    version = agreements.begin(pairing, by=mentor, now=now)
    if version.signatures.count() == 2:
        version = agreements.look_again(pairing, by=mentee, now=now)
    if drafting.open_places(version.text):
        text = version.text.replace(drafting.TO_BE_AGREED, "Every two weeks to begin with. What each of us wished for:")
        version = agreements.change(pairing, text=text, seen=version.number, by=mentee, now=now)
    agreements.sign(pairing, number=version.number, by=mentor, now=now + HOURS)
    agreements.sign(pairing, number=version.number, by=mentee, now=now + HOURS * 1.5)


def say_whether_it_fits(pairing: Pairing, mentees_answer: str, *, now: datetime) -> None:
    fit_checks.answer(pairing, answer=FitCheck.Answer.GOOD, by=pairing.mentor.user, now=now)
    said = words.FIT.get(mentees_answer, "")
    fit_checks.answer(pairing, answer=mentees_answer, words=said, by=pairing.mentee.user, now=now)
    if mentees_answer == FitCheck.Answer.NO:
        fit_checks.wish(pairing, wish=FitCheck.Wish.TALK, by=pairing.mentee.user, now=now)
