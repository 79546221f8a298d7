"""Whole numbers from a form or an address. Anyone can send anything: whatever can't be one of ours becomes 0."""

MOST = 10**18  # above the id of any row, and still fits an id column
LONGEST = 2_000  # characters in a list


def whole(sent: str | None, *, below: int = MOST) -> int:
    """The number sent, or 0, which no row and no version has, for anything but a whole number under `below`."""
    said = sent or ""
    if not (said.isascii() and said.isdecimal() and len(said) <= len(str(MOST))):
        return 0
    number = int(said)
    return number if number < below else 0


def several(sent: str | None) -> list[int]:
    """The numbers in “3,7,12”, in that order; anything else, including 0, is left out."""
    found = (whole(one) for one in (sent or "")[:LONGEST].split(","))
    return [number for number in found if number]
