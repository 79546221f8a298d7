"""What a person's own last feedback holds, for themselves alone. Pure calculation, no Django."""

from collections.abc import Sequence
from dataclasses import dataclass

LAST = 5


@dataclass(frozen=True)
class Balance:
    """Of the last `given`: how many name a strength, how many a next step, how many both."""

    given: int
    strengths: int
    next_steps: int
    both: int

    @property
    def words(self) -> str:
        """One sentence of advice; empty if they have given too little to say anything."""
        if self.given < 2:
            return ""
        if self.both == self.given:
            return "Each holds a strength and a next step. That is what makes feedback usable."
        if self.strengths < self.next_steps:
            return "You name next steps more often than strengths. Look for what works, too."
        if self.next_steps < self.strengths:
            return "You name strengths more often than next steps. One small step makes it usable."
        return "A strength and a next step belong together: try to give both each time."


def balance(given: Sequence[tuple[str, str]]) -> Balance:
    """`given` holds the strength and next step of each feedback, the newest first; only the last five count."""
    last = [(bool(strength.strip()), bool(step.strip())) for strength, step in given[:LAST]]
    return Balance(
        given=len(last),
        strengths=sum(strength for strength, _ in last),
        next_steps=sum(step for _, step in last),
        both=sum(strength and step for strength, step in last),
    )
