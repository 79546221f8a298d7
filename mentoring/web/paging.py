"""Lists come in pages: as many rows as a person reads before searching, and as one answer can quickly hold."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 25


def page_of(rows: Any, request: HttpRequest) -> Page[Any]:
    """The page that `?page=` asks for; the first or last one where that makes no sense."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
