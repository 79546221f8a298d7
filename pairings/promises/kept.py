"""How many promises were kept. Pure calculation, no Django."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """Of one pair. Open promises that aren't late yet don't count either way."""

    kept: int
    let_go: int
    overdue: int

    @property
    def of(self) -> int:
        return self.kept + self.let_go + self.overdue

    @property
    def rate(self) -> int | None:
        """Kept promises among all that were due, in whole percent; None if there are none."""
        return round(100 * self.kept / self.of) if self.of else None
