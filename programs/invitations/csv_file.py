"""Reads people from a CSV file, whichever program wrote it."""

import csv
import io
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from programs.invitations.roster import LONGEST_CELL, MOST_PEOPLE, Sheet, Unreadable, short

MOST_BYTES = 3 * 1024 * 1024
MOST_LINES = 100_000
MOST_COLUMNS = 100
ROLES = {"mentor": "mentor", "mentors": "mentor", "mentee": "mentee", "mentees": "mentee"}
COLUMNS = {
    "email": {"email", "mail", "emailaddress", "mailaddress", "address"},
    "name": {"name", "fullname"},
    "first": {"firstname", "first", "givenname", "forename"},
    "last": {"lastname", "last", "surname", "familyname"},
    "role": {"role"},
}
CODE_PAGES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1255", "cp1256", "shift_jis", "gb18030", "big5", "euc_kr"]
QUOTED = re.compile(r'"[^"]*"')
NO_LETTER = re.compile(r"[^a-z]")


def read(data: bytes, *, role: str = "") -> Sheet:
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
    best = from_bytes(data[:100_000], cp_isolation=CODE_PAGES).best()
    if best is None or "cp1252" in best.could_be_from_charset:
        return "cp1252"
    return best.encoding


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


def _delimiter(lines: list[str]) -> str:
    first = next((line for line in lines if line.strip()), "")
    outside_quotes = QUOTED.sub("", first)
    return max(",;\t", key=outside_quotes.count)


def _columns_of(row: list[str]) -> dict[str, int] | None:
    """Kind of column → its index; None if the row doesn't name a column for addresses."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        word = NO_LETTER.sub("", cell[:LONGEST_CELL].lower())
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
        what = f"“{short(written)}” is no role." if written else "The role is missing."
        sheet.add_problem(line, what, "Write mentor or mentee.")
        return
    name = cell("name") or f"{cell('first')} {cell('last')}"
    sheet.add(line, email=cell("email"), name=name, role=role)
