"""What a page says and what it doesn't: `shows(page, "Goal agreed", hides=["Edit"])`, which names what it misses."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse

AROUND = 80  # characters on each side of what was found
LONGEST = 400  # characters of a page or of words that a report repeats
NOT_READ = r"<(head|script|style|template)\b.*?</\1>|<!--.*?-->|<[^>]*>"


def shows(page: str | HttpResponse, *words: str, hides: Iterable[str] = ()) -> None:
    """Fail unless the page has each of the words, as they stand in its source, and none of those to hide."""
    __tracebackhide__ = True
    _look(page, words, hides if isinstance(hides, str) else tuple(hides))


def hides(page: str | HttpResponse, *words: str) -> None:
    """Fail where the page has any of the words."""
    __tracebackhide__ = True
    _look(page, (), words)


def _look(page: str | HttpResponse, wanted: Sequence[str], unwanted: Sequence[str]) -> None:
    __tracebackhide__ = True
    # A string would be looked for letter by letter, no word at all or an empty one is on every page.
    if isinstance(unwanted, str) or not all([*wanted, *unwanted, wanted or unwanted]):
        raise ValueError(f"Say in whole words what to look for: {wanted!r}, {unwanted!r}")
    source = page if isinstance(page, str) else page.content.decode()
    report = [*_missing(source, wanted), *_too_much(source, unwanted)]
    if report:
        raise AssertionError("\n".join([*report, f"The page reads: {_trimmed(_readable(source))}"]))


def _missing(source: str, wanted: Sequence[str]) -> Iterator[str]:
    for words in wanted:
        if words not in source:
            yield f"Missing on the page: “{_trimmed(words)}”{_near(_readable(source), words)}"


def _too_much(source: str, unwanted: Sequence[str]) -> Iterator[str]:
    for words in unwanted:
        if words in source:
            yield f"Too much on the page: “{_trimmed(words)}”, here: {_around(source, words)}"


def _near(text: str, words: str) -> str:
    """Where the page begins to say it: the longest run of first words that can be read there."""
    parts = words[:LONGEST].split()
    for number in range(len(parts), 0, -1):
        beginning = " ".join(parts[:number])
        if len(beginning) > 5 and beginning in text:
            return f", but there is: {_around(text, beginning)}"
    return ""


def _around(text: str, words: str) -> str:
    at = text.index(words)
    return "…" + " ".join(_trimmed(text[max(at - AROUND, 0) : at + len(words) + AROUND]).split()) + "…"


def _readable(source: str) -> str:
    main = re.search(r"<main\b.*?</main>", source, re.DOTALL)
    return " ".join(html.unescape(re.sub(NOT_READ, " ", main[0] if main else source, flags=re.DOTALL)).split())


def _trimmed(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
