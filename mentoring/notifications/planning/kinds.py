"""The registry of what can be told. Each app registers its kinds in AppConfig.ready()."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mentoring.notifications.planning.models import Notification


@dataclass(frozen=True)
class Letter:
    """What a template folder needs to become a mail: templates/email/<kind>/{subject.txt,body.txt,body.html}."""

    context: Mapping[str, Any]
    program: str  # its name, for its templates and the heading in a digest; empty where it is about none
    folder: str = ""  # another folder than the kind's own
    thread: str = ""  # such as "pairing-12": mail programs show mails of one thread together
    url: str = ""  # where its line in the app leads: a path of ours, without the host
    actions: tuple[tuple[str, str], ...] = ()  # (label, absolute url): a digest is answered line by line
    calendar: Mapping[str, str] | None = None  # {"method": "REQUEST", "ics": …}: an invitation that a calendar reads


@dataclass(frozen=True)
class Suppressed:
    """Not to be sent, with the sentence that the mail log shows."""

    reason: str


Prepared = Letter | Suppressed
Prepare = Callable[[Sequence[Notification], datetime], Mapping[int, Prepared]]


PAIR = frozenset({"mentor", "mentee"})
COORDINATORS = frozenset({"coordinator"})


@dataclass(frozen=True)
class Kind:
    """`prepare` takes a batch of notifications of this kind, with their recipients, and `now`; it re-checks each and
    answers by notification id. Kinds that share one get theirs in one batch.

    It is called at delivery, so that what went out was true at that moment. `sample` gives the context
    for the preview page. A `service` mail (an invitation, a decision) can't be switched off and is never too late.
    """

    name: str
    title: str
    prepare: Prepare | None = None
    sample: Callable[[], Mapping[str, Any]] = field(default=dict)
    service: bool = False
    roles: frozenset[str] = frozenset()  # whom it concerns; none: everybody


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        _kinds[kind.name] = kind


def get(name: str) -> Kind:
    """The kind of that name; KeyError where no app has registered it."""
    return _kinds[name]


def asked_with(name: str) -> object:
    """The same for kinds that are asked in one batch."""
    kind = _kinds.get(name)
    return kind.prepare if kind and kind.prepare else name


def optional() -> list[Kind]:
    """Those that a person may switch off, and that nobody misses after two days."""
    return [kind for kind in every() if not kind.service]


def concerning(roles: Collection[str]) -> list[Kind]:
    """Those that somebody with these roles may be told of and may switch off."""
    return [kind for kind in optional() if not kind.roles or not kind.roles.isdisjoint(roles)]


def service() -> list[str]:
    """The names of those that always go: no budget, no quiet hours, no switching off."""
    return [kind.name for kind in every() if kind.service]


def is_service(name: str) -> bool:
    return name in _kinds and _kinds[name].service


def title_of(name: str) -> str:
    """The kind in words; its name where no app knows it any more."""
    return _kinds[name].title if name in _kinds else name


def may_wait(notification: Notification) -> bool:
    """Whether “remind me later” makes sense: it is about something, and nobody waits for it."""
    kind = _kinds.get(notification.kind)
    return bool(notification.about) and kind is not None and not kind.service


def every() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.name)
