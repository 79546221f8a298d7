"""The words of the reminders: which kind a rung is, its default wording, and what its placeholders stand for.

Pure. Only this module says what reminders say; templates/email/<kind>/ adds the greeting, the buttons and the footer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import groupby, islice

from mentoring.web import dates

# The kinds of mail that a rung can become.
SESSION_DUE = "session_due"
SESSION_LATE = "session_late"
CHECK_IN_DUE = "check_in_due"
STEP_DUE = "step_due"
PAIR_LATE = "pair_late"

PLACEHOLDERS = {
    "first_name": "the first name of whoever gets the mail",
    "partner": "the first name of the other one; in a mail to coordinators the names of both",
    "mentor": "the whole name of the mentor",
    "mentee": "the whole name of the mentee",
    "step": "the title of the step",
    "day": "the day it is due, such as “Tuesday 1 December”",
    "is_due": "“is due today”, “is due tomorrow”, “is due on Tuesday 1 December”, or “was due on …”; "
    "for a planned session “is tomorrow”",
    "days_late": "how late it is, such as “3 days”",
    "guide": "the guide of the step; nothing where it has none",
    "program": "the name of the program",
}
MOST_PROBLEMS = 20
KNOWN = re.compile(r"\{([a-z_]+)\}")
IN_BRACES = re.compile(r"\{([^{}\n]{0,40})\}")
TWICE_IN_BRACES = re.compile(r"\{\{([a-z_]{1,40})\}\}")
SPACES = re.compile(r"[\s-]+")
UNCLOSED = re.compile(r"\{([A-Za-z_]{1,40})(?![^{}\n]{0,40}\})")


@dataclass(frozen=True)
class Words:
    """Plain text: whoever puts it into HTML has to escape it. A paragraph may contain line breaks."""

    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """As a coordinator writes it: with placeholders, and blank lines between paragraphs."""

    subject: str
    text: str


DEFAULTS = {
    SESSION_DUE: Wording(
        "Your session with {partner} {is_due}",
        "Your next session with {partner} {is_due}.\n\n{guide}",
    ),
    SESSION_LATE: Wording(
        "Did you and {partner} meet?",
        "A session with {partner} was due on {day}, and neither of you has said how it went. That happens.",
    ),
    CHECK_IN_DUE: Wording(
        "How is it going with {partner}?",
        "How have the last weeks with {partner} been? One tap is enough.",
    ),
    STEP_DUE: Wording(
        "“{step}” with {partner} {is_due}",
        "“{step}” with {partner} {is_due}.\n\n{guide}",
    ),
    PAIR_LATE: Wording(
        "{mentee} and {mentor} need a hand",
        "“{step}” of {mentee} and {mentor} was due on {day}. It is {days_late} late, and the reminders to the two "
        "haven’t helped.\n\nA short personal message often does.",
    ),
}

# What a session that the two have planned is told with, where it differs.
PLANNED = {
    SESSION_LATE: Wording("Did you and {partner} meet?", "You two planned to meet on {day}. Did you?"),
}


@dataclass(frozen=True)
class Facts:
    """What the placeholders of one mail stand for. `today` is the day in the program's zone.

    `is_planned`: it is about a session that the two have planned; then both days are the reader's own.
    """

    first_name: str
    partner: str
    mentor: str
    mentee: str
    step: str
    guide: str
    program: str
    due_on: date
    today: date
    is_planned: bool = False

    @property
    def values(self) -> dict[str, str]:
        return {
            "first_name": self.first_name,
            "partner": self.partner,
            "mentor": self.mentor,
            "mentee": self.mentee,
            "step": self.step,
            "guide": self.guide.strip(),
            "program": self.program,
            "day": dates.long_day(self.due_on),
            "is_due": self._is_due,
            "days_late": dates.days(max(0, (self.today - self.due_on).days)),
        }

    @property
    def _is_due(self) -> str:
        distance = (self.due_on - self.today).days
        if self.is_planned:
            return {0: "is today", 1: "is tomorrow"}.get(distance, f"is on {dates.long_day(self.due_on)}")
        if distance < 0:
            return f"was due on {dates.long_day(self.due_on)} and is still open"
        return {0: "is due today", 1: "is due tomorrow"}.get(distance, f"is due on {dates.long_day(self.due_on)}")


def goes_to_coordinators(doer: str, audience: str) -> bool:
    return audience == "coordinator" or (audience == "doer" and doer == "coordinator")


def goes_to(doer: str, audience: str) -> tuple[str, ...]:
    """Who gets a rung, out of “mentor”, “mentee” and “coordinator”. The planner's PLAN says the same in SQL."""
    if goes_to_coordinators(doer, audience):
        return ("coordinator",)
    if audience == "both" or doer == "both":
        return ("mentor", "mentee")
    return (doer,)


def kind_of(step_kind: str, doer: str, offset_days: int, audience: str) -> str:
    """The kind of mail a rung becomes. The planner's PLAN says the same in SQL; a test compares them."""
    if goes_to_coordinators(doer, audience):
        return PAIR_LATE if doer != "coordinator" and offset_days > 0 else STEP_DUE
    if step_kind == "session":
        return SESSION_LATE if offset_days > 0 else SESSION_DUE
    return CHECK_IN_DUE if step_kind == "check_in" else STEP_DUE


def effective(kind: str, subject: str, text: str, *, is_planned: bool = False) -> Wording:
    """A program's own words; a part that is empty comes from the default."""
    default = PLANNED.get(kind, DEFAULTS[kind]) if is_planned else DEFAULTS[kind]
    return Wording(subject.strip() or default.subject, text.strip() or default.text)


def own(kind: str, subject: str, text: str) -> Wording:
    """What to store of what somebody typed: a part that equals the default is stored as empty."""
    default, typed = DEFAULTS[kind], Wording(subject.strip(), _plain(text))
    return Wording(
        "" if typed.subject == default.subject else typed.subject, "" if typed.text == default.text else typed.text
    )


def fill(wording: Wording, facts: Facts) -> Words:
    """Fill in the values. A paragraph that becomes empty is dropped; unknown placeholders stay as they were typed."""
    values = facts.values
    text = _put(_plain(wording.text), values)
    return Words(" ".join(_put(wording.subject, values).split()), tuple(_paragraphs(text)))


def _paragraphs(text: str) -> Iterator[str]:
    """What stands between empty lines."""
    for is_blank, lines in groupby(text.split("\n"), key=lambda line: not line.strip()):
        if not is_blank:
            yield "\n".join(lines).strip()


def problems(text: str) -> list[str]:
    """A sentence for the first placeholders that are unknown or have their braces wrong, with the nearest we know."""
    found = islice((name for name in IN_BRACES.findall(text) if name not in PLACEHOLDERS), MOST_PROBLEMS)
    unclosed = islice(filter(None, UNCLOSED.findall(text)), MOST_PROBLEMS)
    twice = [name for name in TWICE_IN_BRACES.findall(text) if name in PLACEHOLDERS]
    sentences = [f"“{{{{{name}}}}}” has a brace too many on each side: write “{{{name}}}”." for name in twice]
    sentences += [f"“{{{name}}}” is not known.{_nearest(name)}" for name in found]
    sentences += [f"“{{{name}” is not closed: a placeholder ends with “}}”.{_nearest(name)}" for name in unclosed]
    return list(dict.fromkeys(sentences))[:MOST_PROBLEMS]


def _nearest(name: str) -> str:
    wanted = SPACES.sub("_", name.strip().lower())
    close = get_close_matches(wanted, PLACEHOLDERS, n=1, cutoff=0.5)
    return f" Did you mean “{{{close[0]}}}”?" if close else " Choose one from the list."


def _put(text: str, values: Mapping[str, str]) -> str:
    return KNOWN.sub(lambda found: values.get(found[1], found[0]), text)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
