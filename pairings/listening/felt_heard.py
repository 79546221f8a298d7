"""The trend of “Did you feel heard?” that the mentor may see. Pure calculation, no Django.

Nobody can work out single answers from it. Answers are grouped in threes, in the order in which they were given, and
each group counts once: no two values share an answer, so the difference of two values never reveals one. Only the
band of a group's mean is shown, and every band leaves at least four of the five ratings possible for each of its
three answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

TOGETHER = 3
WORDS = ("seldom", "sometimes", "mostly")
WIDTH, HEIGHT, MARGIN = 320, 96, 16


@dataclass(frozen=True)
class Trend:
    """`bands`: 0 seldom, 1 sometimes, 2 mostly felt heard; the oldest first, one for every three answers."""

    bands: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        return WORDS[self.bands[-1]] if self.bands else ""

    @property
    def change(self) -> str:
        """Compared with the three answers before; empty if there is no change or only one band."""
        if len(self.bands) < 2 or self.bands[-1] == self.bands[-2]:
            return ""
        return "more than before" if self.bands[-1] > self.bands[-2] else "less than before"

    @property
    def in_words(self) -> list[str]:
        return [WORDS[band] for band in self.bands]

    @property
    def line(self) -> str:
        """The points of an SVG polyline, 320 × 96; empty with fewer than two bands."""
        if len(self.bands) < 2:
            return ""
        step = (WIDTH - 2 * MARGIN) / (len(self.bands) - 1)
        return " ".join(f"{MARGIN + place * step:.0f},{_height(band)}" for place, band in enumerate(self.bands))


def trend(ratings: Sequence[int]) -> Trend:
    """The trend of ratings from 1 to 5, the oldest first. The last one or two wait until there are three."""
    whole = len(ratings) - len(ratings) % TOGETHER
    return Trend(tuple(_band(sum(ratings[place : place + TOGETHER])) for place in range(0, whole, TOGETHER)))


def _band(total: int) -> int:
    """By the mean of three ratings: below 2.5, below 4, 4 and up."""
    return 0 if total < 7.5 else 1 if total < 12 else 2


def _height(band: int) -> int:
    return HEIGHT - MARGIN - band * (HEIGHT - 2 * MARGIN) // 2
