"""Answers to “What should I do now?” Each room registers its own; home and the page of a pair ask all of them.

A room answers with `next_steps(known)` in its own `next_steps.py`, which its app registers in `AppConfig.ready()`.
The ground floor knows neither programs nor pairs: the rooms above name what is loaded for everyone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, IntEnum, auto
from typing import Any, Generic, TypeVar

from mentoring.accounts.models import User

T = TypeVar("T")


class Rank(IntEnum):
    """The order of all next steps, whichever room offers them: smaller comes first."""

    CONCERN = 0  # a concern or a reported message is waiting
    NEEDS_A_HAND = 1  # some pairs need help
    OWN_APPLICATION = 2  # finish your application
    APPLICATIONS = 3  # applications are waiting for you
    GET_TOGETHER = 4  # say hello, say what you expect, pick a time
    WAITS_FOR_YOU = 5  # a message, feedback, a goal, an agreement, a proposal to end; you meet within a day
    DID_YOU_MEET = 6
    NO_GOAL = 7
    DUE = 8  # a step, a promise, a milestone; the pair's last days
    CHECK_IN = 9  # also “is this what you meant?” and “where do you stand?”
    COMING = 10  # the next session, a goal that has been quiet, what comes after the end
    CALM = 11  # from here on, nothing needs doing today
    PROGRAM = 20  # open a program, start it, close it
    UNANSWERED = 60  # invitations without an answer
    LOOKED_FOR = 90  # you wait for an answer to your application, or for a partner
    ANSWERED = 91


@dataclass(frozen=True)
class Choice:
    """An answer that can be given on the page that asks; without a `value`, it leads to `url`."""

    label: str
    value: str = ""
    url: str = ""
    above: str = ""  # small words over and under the label, such as the day of a time
    below: str = ""


@dataclass(frozen=True, order=True)
class NextStep:
    """One thing a person could do now. `headline` is a whole sentence or question.

    `choices` answer it in place: they are sent to `url`, as the page there would send them, with `given`.
    """

    rank: Rank
    headline: str
    detail: str
    label: str  # the button: a verb
    url: str
    escape_label: str = ""
    escape_url: str = ""
    program: str = ""
    pairing: int | None = field(default=None, compare=False)  # the pair it is about
    is_meeting: bool = field(default=False, compare=False)  # it is about when the two meet
    quote: str = field(default="", compare=False)  # words of a person that it asks about
    choices: tuple[Choice, ...] = field(default=(), compare=False)
    given: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, eq=False)
class Loaded(Generic[T]):
    """The key of something that is loaded once for all the rooms that need it."""

    what: str


@dataclass(frozen=True)
class Known:
    """Everything the rooms are told about a person at one moment. Asking for what nobody loaded is a KeyError."""

    user: User
    now: datetime
    loaded: Mapping[Loaded[Any], Any] = field(default_factory=dict)

    def having(self, name: Loaded[T], value: T) -> "Known":
        return replace(self, loaded={**self.loaded, name: value})

    def __getitem__(self, name: Loaded[T]) -> T:
        value: T = self.loaded[name]
        return value


class Page(Enum):
    HOME = auto()
    PAIR = auto()  # the page of the one pair in `Known`


Provider = Callable[[Known], list[NextStep]]
_providers: dict[Page, list[Provider]] = {page: [] for page in Page}


def register(provider: Provider, *, on: tuple[Page, ...] = (Page.HOME,)) -> None:
    """Add a provider, which must run a constant number of queries, however many pairs and programs there are.

    On the page of a pair, register only what that page doesn't show itself.
    """
    for page in on:
        _providers[page].append(provider)


def offered(known: Known, *, on: Page) -> list[NextStep]:
    """The most pressing step comes first; within a rank, steps keep the order in which rooms registered."""
    return sorted((step for ask in _providers[on] for step in ask(known)), key=lambda step: step.rank)
