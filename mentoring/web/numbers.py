"""Whole numbers as a page or an address sends them. Anybody can send anything: what can't be one of ours is 0."""

MOST = 10**18  # above any number of a row, and what a column of them holds
LONGEST = 2_000  # characters of a list


def whole(sent: str | None, *, below: int = MOST) -> int:
    """0, which no row and no version has, for anything that is no whole number below `below`."""
    said = sent or ""
    if not (said.isascii() and said.isdecimal() and len(said) <= len(str(MOST))):
        return 0
    number = int(said)
    return number if number < below else 0


def several(sent: str | None) -> list[int]:
    """Those in “3,7,12”, in their order; what is none is left out."""
    found = (whole(one) for one in (sent or "")[:LONGEST].split(","))
    return [number for number in found if number]
