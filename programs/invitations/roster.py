"""Reads who is to be invited, from typed lines or from a CSV file. Values in, values out: no database.

People paste and upload whatever they have. We take what we understand, and for the rest we name the line and what to
do about it, so that one bad line never costs the other 4,999.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from charset_normalizer import from_bytes
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from mentoring.web import cleaning

MOST_PEOPLE = 5000
MOST_PROBLEMS = 1000  # a list with more is another file than was meant
MOST_LINES = 100_000
MOST_COLUMNS = 100
LONGEST_TYPED = 300_000  # letters
MOST_BYTES = 3 * 1024 * 1024
LONGEST_NAME = 150
LONGEST_ADDRESS = 254
LONGEST_CELL = 1000  # what is longer isn't a name, and isn't looked at to its end
ROLES = {"mentor": "mentor", "mentors": "mentor", "mentee": "mentee", "mentees": "mentee"}
COLUMNS = {
    "email": {"email", "mail", "emailaddress", "mailaddress", "address"},
    "name": {"name", "fullname"},
    "first": {"firstname", "first", "givenname", "forename"},
    "last": {"lastname", "last", "surname", "familyname"},
    "role": {"role"},
}


@dataclass(frozen=True)
class Person:
    email: str
    name: str = ""
    role: str = ""


@dataclass(frozen=True)
class Problem:
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.what} {self.remedy}".strip()


@dataclass
class Sheet:
    """The people that were understood, and the problems. `first_lines`: where each (address, role) came first."""

    people: list[Person] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    first_lines: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, line: int, *, email: str, name: str = "", role: str = "") -> None:
        person = Person(clean_address(email), cleaning.line(name[:LONGEST_CELL]), role)
        problem = _problem_with(person, email) or self._seen_before(person)
        if problem:
            self.add_problem(line, *problem)
        else:
            self.first_lines[person.email, person.role] = line
            self.people.append(person)

    def add_problem(self, line: int, what: str, remedy: str) -> None:
        """Raises Unreadable where nothing is left to say that a person would read."""
        if len(self.problems) == MOST_PROBLEMS:
            raise Unreadable(f"More than {MOST_PROBLEMS:,} lines can't be used. The first: {self.problems[0]}")
        self.problems.append(Problem(line, what, remedy))

    def _seen_before(self, person: Person) -> tuple[str, str] | None:
        earlier = self.first_lines.get((person.email, person.role))
        if earlier is None:
            return None
        return f"{person.email} is already on line {earlier}.", "One line is enough."


class Unreadable(Exception):
    """Nothing in it can be used; the message is the sentence people read."""


def clean_address(text: str) -> str:
    return cleaning.line(text[:LONGEST_CELL]).removeprefix("mailto:").strip().lower()


def _problem_with(person: Person, written: str) -> tuple[str, str] | None:
    if not person.email:
        return "There is no e-mail address.", "Add it, or delete the line."
    try:
        validate_email(person.email)
    except ValidationError:
        return f"“{_short(written.strip())}” is not an e-mail address.", "Write it like name@example.org."
    if len(person.email) > LONGEST_ADDRESS:
        return f"“{_short(person.email)}” is too long.", f"An address has at most {LONGEST_ADDRESS} characters."
    if len(person.name) > LONGEST_NAME:
        return f"The name of {person.email} is too long.", f"Shorten it to {LONGEST_NAME} characters."
    return None


def _short(text: str) -> str:
    text = cleaning.line(text[:LONGEST_CELL])
    return text if len(text) <= 60 else f"{text[:59]}…"


# Typed or pasted


def read_typed(text: str) -> Sheet:
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


# A mark that nothing closes is a letter like any other.
_TOKEN = re.compile(r"""[,;\t]|"[^"]*"|<[^<>]*>|[^,;\t"<]+|["<]""")


def _pieces(line: str) -> Iterator[str]:
    """What stands between commas, semicolons and tabs; those in quotation marks or angle brackets divide nothing."""
    tokens: list[str] = []
    for token in _TOKEN.findall(line):
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


# A CSV file


def read_csv(data: bytes, *, role: str = "") -> Sheet:
    """`role` is for lines that name none. Raises Unreadable if the file as a whole is of no use."""
    text = decode(data)
    sheet = Sheet()
    rows = _rows(text, sheet)
    number, first = next(rows, (0, []))
    columns = _columns_of(first)
    if columns is None:
        columns = _guess_columns(first)
        _read_row(sheet, number, first, columns, role)
    for number, row in rows:
        _read_row(sheet, number, row, columns, role)
        if len(sheet.first_lines) > MOST_PEOPLE:
            raise Unreadable(f"The file holds more than {MOST_PEOPLE:,} people. Divide it into several files.")
    if not sheet.people and not sheet.problems:
        raise Unreadable("There is nobody in this file: it has a first line with names of columns and nothing below.")
    return sheet


def decode(data: bytes) -> str:
    """The text of the file, whichever program wrote it. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Divide it into several files.")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("This is an Excel workbook. Open it, choose “Save as” and “CSV UTF-8”, and upload that file.")
    text = _decoded(data)
    if not text.strip():
        raise Unreadable("The file is empty. Save it again with at least one address in it.")
    if "\x00" in text or data.startswith(b"%PDF"):
        raise Unreadable("This is not a text file. Save the list as CSV and upload that file.")
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding, likely in (("utf-16-le", data[1:2] == b"\x00"), ("utf-16-be", data[:1] == b"\x00")):
        if likely and len(data) % 2 == 0:
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(_detected(data), errors="replace")


def _detected(data: bytes) -> str:
    """Windows-1252 whenever it fits: for a short Western list the other guesses of the detector are no better."""
    best = from_bytes(data[:100_000], cp_isolation=_CODE_PAGES).best()
    if best is None or "cp1252" in best.could_be_from_charset:
        return "cp1252"
    return best.encoding


_CODE_PAGES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1255", "cp1256", "shift_jis", "gb18030", "big5", "euc_kr"]


def _rows(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that isn't blank. An unclosed quotation mark ends the reading and becomes a problem."""
    lines = text.splitlines(keepends=True)
    if len(lines) > MOST_LINES:
        raise Unreadable(f"The file has more than {MOST_LINES:,} lines. Divide it into several files.")
    offset = 0
    if lines[0].lower().startswith("sep="):  # how Excel notes the delimiter
        offset, lines = 1, lines[1:]
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=_delimiter(lines), strict=True)
    while True:
        line = reader.line_num + offset + 1
        try:
            row = next(reader)[:MOST_COLUMNS]
        except StopIteration:
            return
        except csv.Error:
            what = "A quotation mark is not closed here; nothing from this line on was read."
            sheet.add_problem(line, what, "Remove the mark or close it.")
            return
        if any(cell.strip() for cell in row):
            yield line, row


_QUOTED = re.compile(r'"[^"]*"')
_NO_LETTER = re.compile(r"[^a-z]")


def _delimiter(lines: list[str]) -> str:
    first = next((line for line in lines if line.strip()), "")
    outside_quotes = _QUOTED.sub("", first)
    return max(",;\t", key=outside_quotes.count)


def _columns_of(row: list[str]) -> dict[str, int] | None:
    """Kind of column → its index; None if the row doesn't name a column for addresses."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        word = _NO_LETTER.sub("", cell[:LONGEST_CELL].lower())
        kind = next((kind for kind, words in COLUMNS.items() if word in words), None)
        if kind:
            found.setdefault(kind, place)
    return found if "email" in found else None


def _guess_columns(row: list[str]) -> dict[str, int]:
    """Without column names: the cell with an @ is the address, “mentor” or “mentee” is the role, the rest is the name.

    Raises Unreadable if there is no address in the row.
    """
    addresses = [place for place, cell in enumerate(row) if "@" in cell]
    if not addresses:
        raise Unreadable(
            "The first line names no column for addresses. Write “email, name, role” as the first line, in any order."
        )
    columns = {"email": addresses[0]}
    for place, cell in enumerate(row):
        if cell.strip().lower() in ROLES:
            columns["role"] = place
        elif place != addresses[0] and cell.strip():
            columns.setdefault("first" if "first" not in columns else "last", place)
    return columns


def _read_row(sheet: Sheet, line: int, row: list[str], columns: dict[str, int], default_role: str) -> None:
    def cell(kind: str) -> str:
        place = columns.get(kind)
        return row[place] if place is not None and place < len(row) else ""

    written = cell("role").strip()
    role = ROLES.get(written.lower(), "") if written else default_role
    if not role:
        what = f"“{_short(written)}” is no role." if written else "The role is missing."
        sheet.add_problem(line, what, "Write mentor or mentee.")
        return
    name = cell("name") or f"{cell('first')} {cell('last')}"
    sheet.add(line, email=cell("email"), name=name, role=role)
