"""Reads people from lines that were typed or pasted."""

import re
from collections.abc import Iterator, Sequence

from programs.invitations.roster import MOST_PEOPLE, Sheet, Unreadable

LONGEST = 300_000  # letters
# A mark that nothing closes is a letter like any other.
TOKEN = re.compile(r"""[,;\t]|"[^"]*"|<[^<>]*>|[^,;\t"<]+|["<]""")


def read(text: str) -> Sheet:
    """One person per line, or several divided by commas, semicolons or tabs; an address or `Name <address>`.

    Raises Unreadable if there are too many.
    """
    sheet = Sheet()
    for number, line in enumerate(text.splitlines(), start=1):
        for name, address in _entries(line):
            sheet.add(number, email=address, name=name)
            if len(sheet.people) > MOST_PEOPLE:
                raise Unreadable(f"That is more than {MOST_PEOPLE:,} people. Invite them in several parts.")
    return sheet


def _pieces(line: str) -> Iterator[str]:
    """What stands between commas, semicolons and tabs; those in quotation marks or angle brackets divide nothing."""
    tokens: list[str] = []
    for token in TOKEN.findall(line):
        if token in {",", ";", "\t"}:
            yield "".join(tokens).strip()
            tokens = []
        else:
            tokens.append(token)
    yield "".join(tokens).strip()


def _named(piece: str) -> tuple[str, str] | None:
    """(name, address) of `Name <address>`."""
    name, opening, address = piece.rpartition("<")
    return (name.strip(), address[:-1]) if opening and address.find(">") == len(address) - 1 else None


def _entries(line: str) -> Iterator[tuple[str, str]]:
    """(name, address) for each person on the line; a piece without an address comes back as an invalid address."""
    waiting: list[str] = []
    for piece in filter(None, _pieces(line)):
        if named := _named(piece):
            yield _name_from([*waiting, named[0]]), named[1]
        elif "@" in piece:
            yield from _bare(piece, waiting if "\t" in line else [])
            if waiting and "\t" not in line:
                yield from (("", word) for word in waiting)
        else:
            waiting.append(piece)
            continue
        waiting = []
    yield from (("", word) for word in waiting)


def _bare(piece: str, name: list[str]) -> Iterator[tuple[str, str]]:
    """Several addresses with spaces between them, or a name followed by one address."""
    words = piece.split()
    if len(words) > 1 and sum("@" in word for word in words) == 1 and "@" in words[-1]:
        yield _name_from([*name, " ".join(words[:-1])]), words[-1]
    else:
        yield from ((_name_from(name), word) for word in words)


def _name_from(pieces: Sequence[str]) -> str:
    """`Lind, Cora` becomes Cora Lind, because mail programs turn names around."""
    parts = [part.strip() for piece in pieces for part in piece.replace('"', "").split(",") if part.strip()]
    return " ".join([parts[1], parts[0]] if len(parts) == 2 else parts)
