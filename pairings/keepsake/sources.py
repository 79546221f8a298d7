"""What a keepsake can be made of. Each source is one line of `register`; only what its author released is shown.

A source answers with everything there is of a pair. Who is its author decides who may release it, and `is_open` whether
the partner may read it by now: what isn't open to both stays out, whatever was released.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from pairings.pair.models import Pairing


@dataclass(frozen=True)
class Piece:
    key: str  # of its own source, at most 40 characters
    author: int  # the number of a membership of the pair
    title: str
    text: str
    on: date | None = None
    is_open: bool = True


Pieces = Callable[[Pairing, datetime], list[Piece]]  # as they are at that moment, in at most one query


@dataclass(frozen=True)
class Source:
    name: str
    title: str
    pieces: Pieces


_sources: list[Source] = []


def register(name: str, title: str, pieces: Pieces) -> None:
    """`name` is kept with every released piece: at most 20 characters, and never another."""
    _sources.append(Source(name, title, pieces))


def side_of(pairing: Pairing, user_id: int) -> int:
    """The membership of one of the two, for what knows its author as a person."""
    return pairing.mentor_id if pairing.mentor.user_id == user_id else pairing.mentee_id


def sources() -> list[Source]:
    return list(_sources)
