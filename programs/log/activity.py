"""The activity of a program in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mentoring.activity.models import Entry
from mentoring.activity.sentences import sentence
from programs.program import namesakes
from programs.program.models import Program


@dataclass(frozen=True)
class ActivityLine:
    at: datetime
    who: str
    sentence: str
    pairing: Any  # the pair in which it happened, or None


def entries_of(program: Program) -> QuerySet[Entry]:
    return Entry.objects.filter(program_id=program.pk).order_by("-at", "-pk")


def in_words(program: Program, entries: list[Entry]) -> list[ActivityLine]:
    """Two extra queries, for the names of the pairs and who has the same name, however many entries there are."""
    ids = {entry.pairing_id for entry in entries if entry.pairing_id}
    rows = program.pairings.with_people().filter(pk__in=ids) if ids else []
    pairings: dict[int | None, Any] = {row.pk: row for row in rows}
    known = namesakes.addresses(program)
    return [
        ActivityLine(entry.at, _who(entry, known), sentence(entry), pairings.get(entry.pairing_id)) for entry in entries
    ]


def _who(entry: Entry, known: Mapping[int, str]) -> str:
    return namesakes.told_apart(entry.actor_name or "The software", entry.actor_id, known)


def appointments_of(program: Program) -> list[Entry]:
    """Who appointed or removed which coordinator, newest first; at most 50."""
    return list(entries_of(program).filter(verb__startswith="coordinator.")[:50])
