"""A family's kinds are asked in one batch: each gives its letter, or says in a sentence why there is none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from mentoring.accounts.models import User
from mentoring.notifications.planning.kinds import Kind, Letter, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification

A = TypeVar("A")
N = TypeVar("N")
T = TypeVar("T")


class Batch:
    """Notifications of one family, with what was looked up for them.

    A question is a function that reads something for the whole batch. It runs at most once, and only if a letter needs
    it, so the number of queries is the same however many notifications there are.
    """

    def __init__(self, rows: Sequence[Notification], now: datetime) -> None:
        self.rows, self.now = rows, now
        self._answers: dict[object, Any] = {}

    def ids(self, name: str, *kinds: str) -> set[int]:
        """The ids under this name in the payloads: of these kinds only, if any are given, or else of all."""
        rows = [row for row in self.rows if row.kind in kinds] if kinds else self.rows
        return {row.payload[name] for row in rows if name in row.payload}

    def ask(self, question: "Callable[[Batch], A]") -> A:
        if question not in self._answers:
            self._answers[question] = question(self)
        return cast(A, self._answers[question])


@dataclass(frozen=True)
class Notice(Generic[T]):
    row: Notification
    batch: Batch
    about: T

    @property
    def reader(self) -> User:
        return self.row.recipient

    @property
    def now(self) -> datetime:
        return self.batch.now

    def ask(self, question: Callable[[Batch], A]) -> A:
        return self.batch.ask(question)


class Family(Generic[N]):
    """`read` returns what the `tell` of a kind takes, or None if the thing it is about no longer exists."""

    def __init__(self, read: Callable[[Notification, Batch], N | None]) -> None:
        self._read = read
        self._told: dict[str, tuple[Callable[[N], Letter | str], str]] = {}

    def kind(
        self,
        name: str,
        title: str,
        tell: Callable[[N], Letter | str],
        sample: Callable[[], Mapping[str, Any]],
        *,
        gone: str,
        service: bool = False,
        roles: frozenset[str] = frozenset(),
    ) -> Kind:
        """`tell` returns the letter, or why there is none; `gone` says why if the thing itself no longer exists."""
        self._told[name] = tell, gone
        return Kind(name, title, self.prepare, sample, service=service, roles=roles)

    def prepare(self, rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
        batch = Batch(rows, now)
        return {row.pk: self._decide(row, batch) for row in rows}

    def _decide(self, row: Notification, batch: Batch) -> Prepared:
        tell, gone = self._told[row.kind]
        notice = self._read(row, batch)
        said = gone if notice is None else tell(notice)
        return Suppressed(said) if isinstance(said, str) else said


def about(name: str, find: Callable[[Batch], Mapping[int, T]]) -> Family[Notice[T]]:
    """The family of what payloads name under `name`; `find` reads those things for a batch, by id."""

    def read(row: Notification, batch: Batch) -> Notice[T] | None:
        found = batch.ask(find).get(row.payload[name])
        return None if found is None else Notice(row, batch, found)

    return Family(read)
