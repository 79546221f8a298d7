"""The registry of everything people can be told. Each app registers its kinds in AppConfig.ready()."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mentoring.notifications.planning.models import Notification


@dataclass(frozen=True)
class Letter:
    """What it takes to render a mail from the templates in templates/email/<kind>/{subject.txt,body.txt,body.html}."""

    context: Mapping[str, Any]
    program: str  # its name, for the templates and the heading in a digest; empty if it is about no program
    folder: str = ""  # if not the kind's own folder
    thread: str = ""  # such as "pairing-12"; mail programs group mails by thread
    url: str = ""  # where its line in the app leads; one of our paths, without the host
    actions: tuple[tuple[str, str], ...] = ()  # (label, absolute url), for answering each line of a digest
    calendar: Mapping[str, str] | None = None  # {"method": "REQUEST", "ics": …}, an invitation for calendars
    in_app: bool = True  # whether it has a line in the app, too


@dataclass(frozen=True)
class Suppressed:
    """Don't send it. The mail log shows the reason."""

    reason: str


Prepared = Letter | Suppressed
Prepare = Callable[[Sequence[Notification], datetime], Mapping[int, Prepared]]


PAIR = frozenset({"mentor", "mentee"})
COORDINATORS = frozenset({"coordinator"})


@dataclass(frozen=True)
class Kind:
    """One kind of notification, and how to check and describe it.

    `prepare` takes a batch of notifications with their recipients, and `now`. It checks each one again and answers by
    notification id. It is called at delivery, so that what goes out is true at that moment. Kinds that share one
    `prepare` get their notifications in one batch.

    `sample` gives the context for the preview page. A `service` mail (an invitation, a decision) can't be switched off
    and is never too late.
    """

    name: str
    title: str
    prepare: Prepare | None = None
    sample: Callable[[], Mapping[str, Any]] = field(default=dict)
    service: bool = False
    roles: frozenset[str] = frozenset()  # who gets it; empty means everyone


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        _kinds[kind.name] = kind


def get(name: str) -> Kind:
    """Raises KeyError if no app has registered this kind."""
    return _kinds[name]


def asked_with(name: str) -> object:
    """A key that is the same for kinds whose notifications can be asked in one batch."""
    kind = _kinds.get(name)
    return kind.prepare if kind and kind.prepare else name


def optional() -> list[Kind]:
    """The kinds a person may switch off; they are no longer sent when they are two days late."""
    return [kind for kind in every() if not kind.service]


def concerning(roles: Collection[str]) -> list[Kind]:
    return [kind for kind in optional() if not kind.roles or not kind.roles.isdisjoint(roles)]


def service() -> list[str]:
    """The names of the kinds that always go out: no budget, no quiet hours, no switching them off."""
    return [kind.name for kind in every() if kind.service]


def is_service(name: str) -> bool:
    return name in _kinds and _kinds[name].service


def is_for_coordinators(name: str) -> bool:
    return name in _kinds and _kinds[name].roles == COORDINATORS


def title_of(name: str) -> str:
    return _kinds[name].title if name in _kinds else name


def may_wait(notification: Notification) -> bool:
    """Whether “remind me later” makes sense: it is about something, and nobody is waiting for it."""
    kind = _kinds.get(notification.kind)
    return bool(notification.about) and kind is not None and not kind.service


def every() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.name)
