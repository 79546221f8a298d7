"""A figure, its bar, and whether it is held."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """`bar` None: told for orientation, nothing to hold."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    side: Literal["at most", "at least"] = "at most"

    @property
    def held(self) -> bool:
        if self.bar is None:
            return True
        return self.value <= self.bar if self.side == "at most" else self.value >= self.bar

    def __str__(self) -> str:
        value = f"{self.value:,.0f}" if self.value >= 100 or self.value == int(self.value) else f"{self.value:,.2f}"
        bar = "no bar" if self.bar is None else f"{self.side} {self.bar:g}"
        verdict = "" if self.bar is None else "held" if self.held else "MISSED"
        return f"{self.name:<62} {value:>10} {self.unit:<12} {bar:<14} {verdict}".rstrip()
