"""What should I do now? Rooms that know an answer register here; home and the page of a pair ask them all at once.

Each answers with `next_steps(known)` in a module `next_steps.py` of its own, which its app registers in
`AppConfig.ready()`. This floor knows neither programs nor pairs: the rooms above name what is loaded for all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, IntEnum, auto
from typing import Any, Generic, TypeVar

from mentoring.accounts.models import User

T = TypeVar("T")


class Rank(IntEnum):
    """The one order of all next steps, whoever offers them: smaller comes first."""

    CONCERN = 0  # a concern or a reported message waits
    NEEDS_A_HAND = 1  # pairs need a hand
    OWN_APPLICATION = 2  # finish your application
    APPLICATIONS = 3  # applications wait for you
    GET_TOGETHER = 4  # say hello, say what you expect, pick a time
    WAITS_FOR_YOU = 5  # a message, feedback, a goal, an agreement, a proposal to end; you meet within a day
    DID_YOU_MEET = 6
    NO_GOAL = 7
    DUE = 8  # a step, a promise, a milestone; the last days have come
    CHECK_IN = 9  # and “is this what you meant?”, where do you stand
    COMING = 10  # the next session, a goal that has been quiet, what comes after the end
    CALM = 11  # from here on nothing is to be done today
    PROGRAM = 20  # open a program, start it, close it
    UNANSWERED = 60  # invitations without an answer
    LOOKED_FOR = 90  # an answer, a partner
    ANSWERED = 91


@dataclass(frozen=True, order=True)
class NextStep:
    """One thing a person could do now; `headline`: a whole sentence or question."""

    rank: Rank
    headline: str
    detail: str
    label: str  # the button: a verb
    url: str
    escape_label: str = ""
    escape_url: str = ""
    program: str = ""


@dataclass(frozen=True, eq=False)
class Loaded(Generic[T]):
    """The name of something that was loaded once for every room that asks for it."""

    what: str


@dataclass(frozen=True)
class Known:
    """All that rooms are told of a person at one moment. What nobody has loaded is a KeyError."""

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
    PAIR = auto()  # of the one pair that is known


Provider = Callable[[Known], list[NextStep]]
_providers: dict[Page, list[Provider]] = {page: [] for page in Page}


def register(provider: Provider, *, on: tuple[Page, ...] = (Page.HOME,)) -> None:
    """`provider` asks a constant number of questions, however many pairs and programs there are.

    The page of a pair asks only what it doesn't show itself.
    """
    for page in on:
        _providers[page].append(provider)


def offered(known: Known, *, on: Page) -> list[NextStep]:
    """The most pressing first; of one rank in the order in which the rooms were registered."""
    return sorted((step for ask in _providers[on] for step in ask(known)), key=lambda step: step.rank)
