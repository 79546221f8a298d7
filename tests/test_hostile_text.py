"""Nothing that reads what people type gets slow, whatever they type: 5,000 letters cost at most 50 ms of CPU.

A machine that is slower than ours, or busy, gets as much more as a fixed piece of work takes longer on it. With the
text that was worst, each reader also gets as many letters as it ever takes: the time may grow with them, not faster.
"""

import gc
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.mail import EmailMultiAlternatives
from icalendar import Event

import goals
import mentoring
import pairings
import programs
from mentoring import given
from mentoring.accounts import calling
from mentoring.activity import sentences
from mentoring.notifications.mail_log import showing
from mentoring.notifications.planning import models as mails
from mentoring.notifications.sending import postman
from mentoring.watching import scrubbing
from mentoring.web import cleaning, links, logs, mailboxes, markdown, numbers, requests, shared
from mentoring.web.forms import LongText, TextLine
from pairings.agenda import questions
from pairings.feedback import checks
from pairings.times.forms import PlaceField
from programs.invitations import csv_file, roster, typed
from programs.invitations.forms import InviteForm
from programs.journey import wording
from tests import patterns

pytestmark = pytest.mark.long
LETTERS = 5_000
MOST = 0.05  # seconds of CPU
LINES = r"""
? ! . , ; : - _ * ` ~ # > < " ' ( ) [ ] { } | / \ & @ = + % ^ $ 0 1 a A é ש ف 山 👋🏽 %3A :a <> () [] {} "" '' ** __ ``
[a]( ![a]( [a][ [][ []( [a]: <a <!-- &# &#1 &amp; 1. >> </ <a@ a@ a@b @b. a@b. a,@ a; www. https:// https://a.b/ //
a:bbbbbb: /join/ /join/a/ {a {{a}} }{ {a}} a* *a _a a_ a** *a** \[ \* ,a ;"a "a," <a>; a< >a 5.1. 550 -a a- 'a a'
"""
UNITS = [
    *LINES.split(), *" \n\t\r\v", "a ", " a", "\na", "\n\n", "\n ", " \n", "\n> ", "\n- ", "\n1. ", "\n#", "\n```",
    "\u0301\u0323", "a\u0323\u0301",
    "\u0301", "\u200d", "\u202e", "\ufe0f", "a\u200d", "ש\u200c", "\U000e0041", "\U0001f3f4\U000e0067", "\x07",
    "you are so ", "you are a ", "be a bit ", "not a ", "every single ", "in the a ", "a <b@c.d>, ", "a@b.cd\n",
    "\na,b", "a\n",
]  # fmt: skip
ENDINGS = ["", "\n)"]

FACTS = wording.Facts(
    first_name="Sam", partner="Noor", mentor="Noor Haddad", mentee="Sam Lee", step="Session", guide="Talk.",
    program="Lantern", due_on=date(2026, 12, 1), today=date(2026, 12, 1),
)  # fmt: skip


def typed_people(text: str) -> None:
    InviteForm({"role": "mentor", "people": text}).is_valid()


def uploaded(text: str, *, before: str = "", encoding: str = "utf-8") -> None:
    with suppress(roster.Unreadable):
        csv_file.read(f"{before}{text}".encode(encoding, errors="replace"), role="mentor")


def through(field) -> Callable[[str], None]:
    def clean(text: str) -> None:
        with suppress(ValidationError):
            field.clean(text)

    return clean


def environment(text: str) -> None:
    for read in (partial(given.name, "NAME"), given.site, given.redis):
        for before in ("", "https://", "redis://"):
            with suppress(ImproperlyConfigured):
                read(before + text)


def calendar_event(text: str) -> None:
    event = Event()
    event.add("description", text)
    event.to_ical()


def email(text: str) -> None:
    subject = " ".join(text.split())[:300]
    message = EmailMultiAlternatives(subject=subject, body=text, from_email="a@example.org", to=["b@example.org"])
    message.attach_alternative(text, "text/html")
    message.message().as_bytes()


def reminder(text: str) -> None:
    wording.problems(text)
    wording.fill(wording.Wording(text[:200], text), FACTS)


@dataclass(frozen=True)
class Reader:
    read: Callable[[str], object]
    most: int = LETTERS  # letters that it ever takes


READERS = {
    "feedback": Reader(lambda text: checks.look(checks.Words(text, text, text, text))),
    "typed people": Reader(typed_people, typed.LONGEST),
    "csv file": Reader(partial(uploaded, before="email,name\n"), 500_000),
    "csv file without columns": Reader(partial(uploaded, before="a@example.org,Sam\n", encoding="utf-16"), 500_000),
    "csv file in a code page": Reader(partial(uploaded, before="Zoë,", encoding="cp1252"), 500_000),
    "name": Reader(through(TextLine())),
    "long text": Reader(through(LongText(max_length=40_000)), 80_000),
    "place": Reader(through(PlaceField())),
    "address": Reader(through(links.LinkField(required=False))),
    "email address": Reader(mailboxes.sendable),
    "what to call somebody": Reader(calling.first_of),
    "look of a name": Reader(cleaning.look),
    "markdown": Reader(markdown.prose, 40_000),
    "line of words": Reader(markdown.phrase, 40_000),
    "reminder": Reader(reminder),
    "agenda": Reader(questions.choose, 80_000),
    "keys of a mail": Reader(showing.without_keys, 200_000),
    "head of a mail": Reader(showing.html_response, 200_000),
    "logs": Reader(logs.without_tokens, 60_000),
    "request id": Reader(requests.ACCEPTABLE.fullmatch),
    "marks": Reader(partial(shared._read)),
    "numbers": Reader(lambda text: (numbers.whole(text), numbers.several(text))),
    "mail server": Reader(lambda text: (postman.NO_SUCH_ADDRESS.search(text), postman.NO_MAILBOX.match(text))),
    "answer to a mail": Reader(lambda text: mails.Mail(server_answer=text).answer),
    "activity": Reader(sentences.DAY.fullmatch),
    "line of the log": Reader(scrubbing.NAME.fullmatch),
    "calendar": Reader(calendar_event),
    "email": Reader(email, 40_000),
    "environment": Reader(environment),
}


def hostile(unit: str, ending: str, letters: int) -> str:
    return (unit * (letters // len(unit) + 1))[: letters - len(ending)] + ending


def seconds(read: Callable[[str], object], text: str) -> float:
    gc.disable()  # it would look at everything that other tests have left behind
    began = time.process_time()
    read(text)
    took = time.process_time() - began
    gc.enable()
    return took


def slowness() -> float:
    """How many times slower than ours this machine is right now; at least 1."""
    began = time.process_time()
    sum(len(str(number).split("1")) for number in range(30_000))
    return max(1.0, (time.process_time() - began) / 0.008)


def in_time(read: Callable[[str], object], text: str, most: float) -> bool:
    """Whether one of some tries takes no longer; the machine may have been busy in the others."""
    return any(_try(read, text) <= most for _ in range(6))


def _try(read: Callable[[str], object], text: str) -> float:
    """Seconds, as of a machine that isn't slowed down: by the slower of two looks, one before and one after."""
    before, took = slowness(), seconds(read, text)
    return took / max(before, slowness())


@pytest.mark.parametrize("name", READERS)
def test_no_letters_make_a_reader_slow(name):
    read = READERS[name].read
    read("warm")
    took = {(unit, ending): seconds(read, hostile(unit, ending, LETTERS)) for unit in UNITS for ending in ENDINGS}
    slow = [one for one, time_ in took.items() if time_ > MOST and not in_time(read, hostile(*one, LETTERS), MOST)]
    assert slow == []
    worst = max(took, key=took.__getitem__)
    more = READERS[name].most
    assert in_time(read, hostile(*worst, more), MOST * more / LETTERS), (worst, more)


def test_whoever_reads_by_a_pattern_is_among_the_readers():
    """A pattern of a module that nobody names above would be looked at by no test here."""
    named = {value.__name__ for value in globals().values() if isinstance(value, ModuleType)}
    apps = [app.__name__ for app in (goals, mentoring, pairings, programs)]
    assert {where.rpartition(".")[0] for where, _ in patterns.of_modules(apps)} - named == set()
