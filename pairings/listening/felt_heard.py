"""The trend of “did you feel heard?” as the mentor may see it. Pure calculation, no Django.

Nobody can take it apart into single answers. Answers are taken three at a time, in the order in which they were given,
and each three count once: no two values have an answer in common, so no difference of two values is an answer. Of the
mean of three only the band is shown, and of each band at least four of the five ratings stay possible for each of its
three answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

TOGETHER = 3
WORDS = ("seldom", "sometimes", "mostly")
WIDTH, HEIGHT, MARGIN = 320, 96, 16


@dataclass(frozen=True)
class Trend:
    """`bands`: 0 seldom, 1 sometimes, 2 mostly felt heard; the oldest first, one for each three answers."""

    bands: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        return WORDS[self.bands[-1]] if self.bands else ""

    @property
    def change(self) -> str:
        """Against the three answers before."""
        if len(self.bands) < 2 or self.bands[-1] == self.bands[-2]:
            return ""
        return "more than before" if self.bands[-1] > self.bands[-2] else "less than before"

    @property
    def in_words(self) -> list[str]:
        return [WORDS[band] for band in self.bands]

    @property
    def line(self) -> str:
        """The points of an SVG polyline, 320 × 96; empty below two values."""
        if len(self.bands) < 2:
            return ""
        step = (WIDTH - 2 * MARGIN) / (len(self.bands) - 1)
        return " ".join(f"{MARGIN + place * step:.0f},{_height(band)}" for place, band in enumerate(self.bands))


def trend(ratings: Sequence[int]) -> Trend:
    """Of ratings from 1 to 5, the oldest first. One or two at the end wait until they are three."""
    whole = len(ratings) - len(ratings) % TOGETHER
    return Trend(tuple(_band(sum(ratings[place : place + TOGETHER])) for place in range(0, whole, TOGETHER)))


def _band(total: int) -> int:
    """By the mean of three: below 2.5, below 4, from 4 on."""
    return 0 if total < 7.5 else 1 if total < 12 else 2


def _height(band: int) -> int:
    return HEIGHT - MARGIN - band * (HEIGHT - 2 * MARGIN) // 2
