"""What is kept for a time only. Each room names its kinds here, and says which rows nobody needs any more.

A room registers in AppConfig.ready(); the administrator chooses how long, and what is older goes at night.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

# Days, and what people read; None is for ever.
SPANS: dict[int | None, str] = {
    30: "30 days",
    90: "90 days",
    183: "Half a year",
    365: "One year",
    730: "Two years",
    None: "For ever",
}
Rows = QuerySet[Any]


def _delete(rows: Rows) -> object:
    return rows.delete()


@dataclass(frozen=True)
class Kind:
    """`old(moment)` are the rows from before the moment that nobody needs; `clear` takes away some of them.

    What was cleared must no longer be among the old ones. `counted` is “draft,drafts”.
    """

    name: str
    title: str
    means: str
    counted: str
    default: int | None
    spans: tuple[int | None, ...]
    old: Callable[[datetime], Rows]
    clear: Callable[[Rows], object] = _delete

    def due(self, days: int | None, *, now: datetime) -> Rows | None:
        """What has been kept for longer than that; None for what is kept for ever."""
        return None if days is None else self.old(now - timedelta(days=days))


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    _kinds.update({kind.name: kind for kind in kinds})


def kinds() -> list[Kind]:
    return list(_kinds.values())
