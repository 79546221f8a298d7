"""How many promises were kept. Pure calculation, no Django."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """Of one pair. What is open and not late yet says nothing either way."""

    kept: int
    let_go: int
    overdue: int

    @property
    def of(self) -> int:
        return self.kept + self.let_go + self.overdue

    @property
    def rate(self) -> int | None:
        """Kept of all that had to be kept by now, in whole percent; None while that is nothing."""
        return round(100 * self.kept / self.of) if self.of else None
