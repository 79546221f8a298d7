"""The library of a program: searched, filtered, and sorted by what it helps with."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from programs.library.models import Resource
from programs.program.models import Program


def library(program: Program, *, area: str = "", search: str = "") -> QuerySet[Resource]:
    rows = program.resources.all()
    if area:
        rows = rows.filter(area=area)
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(about__icontains=search))
    return rows


def helping_with(program: Program, areas: Collection[str], *, most: int = 5) -> list[Resource]:
    """Shortest first, because people do start something that takes five minutes."""
    rows = program.resources.filter(area__in=areas)
    return list(rows.order_by("minutes", "title")[:most])
