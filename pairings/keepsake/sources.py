"""What a keepsake can be made of. Each source calls `register`; only what its author has released is shown.

A source returns everything there is for a pair. Only a piece's author may release it, and `is_open` says whether the
partner may read it yet: what isn't open to both stays out, even if it was released.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from pairings.pair.models import Pairing


@dataclass(frozen=True)
class Piece:
    key: str  # unique in its source, at most 40 characters
    author: int  # the id of a membership of the pair
    title: str
    text: str
    on: date | None = None
    is_open: bool = True


Pieces = Callable[[Pairing, datetime], list[Piece]]  # as they are at that moment; at most one query


@dataclass(frozen=True)
class Source:
    name: str
    title: str
    pieces: Pieces


_sources: list[Source] = []


def register(name: str, title: str, pieces: Pieces) -> None:
    """`name` is stored with every released piece: at most 20 characters, and it must never change."""
    _sources.append(Source(name, title, pieces))


def side_of(pairing: Pairing, user_id: int) -> int:
    """The id of this person's membership in the pair."""
    return pairing.mentor_id if pairing.mentor.user_id == user_id else pairing.mentee_id


def sources() -> list[Source]:
    return list(_sources)
