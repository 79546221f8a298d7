"""How long it is kept who did what. The database refuses to delete what is younger than a year (migration 0004)."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q, QuerySet

from mentoring.activity.models import Entry
from mentoring.retention import Kind

_needed: list[Callable[[], Q]] = []


def register_needed(needed: Callable[[], Q]) -> None:
    """Entries that a page still reads, however old they are. Apps that know them call this in AppConfig.ready()."""
    _needed.append(needed)


def entries(before: datetime) -> QuerySet[Entry]:
    rows = Entry.objects.filter(at__lt=before)
    for needed in _needed:
        rows = rows.exclude(needed())
    return rows


KIND = Kind(
    name="activity",
    title="Who did what",
    means="The activity of programs that are closed. While a program isn’t closed, all of its activity stays.",
    counted="entry,entries",
    default=None,
    spans=(730, None),
    old=entries,
)
