"""Watches over the parts of the runner: what has ended by itself starts again, and the console says so."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from mentoring.embedded.pauses import Pause
from mentoring.embedded.trouble import Trouble


class Part(Protocol):
    """Something that runs: a process of ours, or an embedded server."""

    name: str

    def ended(self) -> str:
        """How it has ended by itself, such as “exit code 1”; empty while it runs."""

    def start(self) -> None:
        """Raises Trouble."""


@dataclass
class Watched:
    part: Part
    since: float
    pause: Pause = field(default_factory=Pause)
    due: float | None = None  # when it starts again


@dataclass
class Watch:
    say: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    parts: list[Watched] = field(default_factory=list)

    def over(self, *parts: Part) -> None:
        self.parts += [Watched(part, self.clock()) for part in parts]

    def look(self) -> None:
        """Once over all of them; the runner does it twice a second."""
        for watched in self.parts:
            if watched.due is not None:
                self._start_when_due(watched, watched.due)
            elif how := watched.part.ended():
                self._wait(watched, f"The {watched.part.name} has ended by itself ({how}).")

    def _wait(self, watched: Watched, sentence: str) -> None:
        seconds = watched.pause.after(self.clock() - watched.since)
        watched.due = self.clock() + seconds
        self.say(f"{sentence} It starts again in {seconds:.0f} second{'' if seconds == 1 else 's'}.")

    def _start_when_due(self, watched: Watched, due: float) -> None:
        if self.clock() < due:
            return
        watched.since = self.clock()
        try:
            watched.part.start()
        except (Trouble, OSError) as error:
            self._wait(watched, f"The {watched.part.name} couldn't be started: {error}")
        else:
            watched.due = None
            self.say(f"The {watched.part.name} has started again.")
