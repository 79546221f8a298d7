"""The library of a program: searched, filtered, and sorted by what it helps with."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from mentoring.postgres.names import ByName
from programs.library.models import Resource
from programs.program.models import Program


def library(program: Program, *, area: str = "", search: str = "") -> QuerySet[Resource]:
    rows = program.resources.all()
    if area:
        rows = rows.filter(area=area)
    if search:
        rows = rows.filter(Q(title__reads_like=search) | Q(about__reads_like=search))
    return rows.order_by(ByName("title"), "pk")


def helping_with(program: Program, areas: Collection[str], *, most: int = 5) -> list[Resource]:
    """Shortest first, because people do start something that takes five minutes."""
    rows = program.resources.filter(area__in=areas)
    return list(rows.order_by("minutes", ByName("title"))[:most])
