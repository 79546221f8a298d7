"""The first text of an agreement, made from what both have answered. Values in, text out."""

from collections.abc import Sequence
from dataclasses import dataclass

TO_BE_AGREED = "(to be agreed)"


@dataclass(frozen=True)
class Side:
    """What one of the two has answered; `rhythm` and `ways` are labels."""

    name: str
    hopes: str
    rhythm: str
    ways: Sequence[str]
    reach: str
    between_us: str
    would_stop: str


def open_places(text: str) -> list[str]:
    """The headings under which something is still to be agreed, each once; “The beginning” before the first one."""
    found, heading = [], "The beginning"
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("#").strip() or heading
        if TO_BE_AGREED in line.casefold() and heading not in found:
            found.append(heading)
    return found


def opened_with(opening: str, text: str) -> str:
    return f"{opening.strip()}\n\n{text}".strip()


def draft(sides: Sequence[Side]) -> str:
    """What both chose counts as agreed; where they differ, both answers are there, to be settled in a conversation."""
    return _text(
        hopes=_words(sides, "hopes"),
        rhythm=_rhythm(sides),
        reach=f"{_ways(sides)}\n\n{_words(sides, 'reach')}".strip(),
        between_us=_words(sides, "between_us"),
        would_stop=_words(sides, "would_stop"),
    )


def outline() -> str:
    return _text(**dict.fromkeys(("hopes", "rhythm", "reach", "between_us", "would_stop"), TO_BE_AGREED))


def _text(*, hopes: str, rhythm: str, reach: str, between_us: str, would_stop: str) -> str:
    return f"""## What we hope for

{hopes}

## How often we meet

{rhythm}

If one of us can’t make it, we say so as early as we can and propose another time.

## How we reach each other

{reach}

## What stays between us

{between_us}

If one of us is worried about somebody’s safety, we may ask for help. We say so to each other first, if we can.

## If it doesn’t work

{would_stop}

Each of us may say at any time that something isn’t working, or that it is time to end. Neither needs an excuse."""


def _words(sides: Sequence[Side], name: str) -> str:
    said = [(side.name, getattr(side, name).strip()) for side in sides]
    return "\n\n".join(f"**{who}:** {words}" for who, words in said if words)


def _rhythm(sides: Sequence[Side]) -> str:
    if len({side.rhythm for side in sides}) == 1:
        return f"{sides[0].rhythm}."
    wishes = "; ".join(f"{side.name}: {_lower(side.rhythm)}" for side in sides)
    return f"{TO_BE_AGREED} {wishes}."


def _ways(sides: Sequence[Side]) -> str:
    shared = [way for way in sides[0].ways if all(way in side.ways for side in sides)]
    lines = [f"We both like: {', '.join(map(_lower, shared))}."] if shared else []
    for side in sides:
        if own := [way for way in side.ways if way not in shared]:
            lines.append(f"{side.name} also likes: {', '.join(map(_lower, own))}.")
    return "\n".join(lines)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
