"""How long to wait before a part that has ended by itself starts again: longer each time, until it has lived well."""

from dataclasses import dataclass

FIRST, LONGEST = 1.0, 60.0  # seconds
WELL = 300.0  # seconds; who lived so long begins with the first pause again


@dataclass
class Pause:
    seconds: float = 0

    def after(self, lived: float) -> float:
        """The pause that follows a life of so many seconds."""
        again = self.seconds and lived < WELL
        self.seconds = min(self.seconds * 2, LONGEST) if again else FIRST
        return self.seconds
