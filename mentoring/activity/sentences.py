"""Words for the verbs in the activity record. Each app registers its own."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from mentoring.activity.models import Entry
from mentoring.web import dates

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

_sentences: dict[str, str] = {}


def register(sentences: Mapping[str, str]) -> None:
    """Map a verb to what follows the actor's name, with details in braces: {"goal.reached": "reached “{title}”"}."""
    _sentences.update(sentences)


def sentence(entry: Entry) -> str:
    """Say an entry in words, such as “created the program”; a verb nobody registered reads “session logged”."""
    words = _sentences.get(entry.verb)
    if words is None:
        return entry.verb.replace(".", " ").replace("_", " ")
    said = {name: _said(value) for name, value in entry.details.items()}
    return words.format_map(defaultdict(lambda: "…", said))


def _said(value: Any) -> Any:
    if isinstance(value, str) and DAY.fullmatch(value):
        return dates.day(date.fromisoformat(value))
    return value


def known() -> set[str]:
    return set(_sentences)
