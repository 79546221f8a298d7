"""Lists come in pages: as many rows as people read before they search, and as one answer can hold and stay quick."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from mentoring.web import cleaning

PER_PAGE = 25
LONGEST = 100  # letters to look for


def page_of(rows: Any, request: HttpRequest) -> Page[Any]:
    """The page that `?page=` asks for; a number out of range gives the last page, anything else the first."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def sought(request: HttpRequest, name: str = "q") -> str:
    """What somebody looks for in a list; empty where they look for nothing that could be seen."""
    return cleaning.line(request.GET.get(name, "")[: 2 * LONGEST])[:LONGEST]
