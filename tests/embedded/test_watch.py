"""What the runner does about a part that has ended by itself, with a clock of the test's own."""

from dataclasses import dataclass, field

import pytest

from mentoring.embedded import pauses
from mentoring.embedded.trouble import Trouble
from mentoring.embedded.watch import Watch


@dataclass
class Worker:
    name: str = "worker"
    how: str = ""
    starts: list[float] = field(default_factory=list)
    trouble: str = ""

    def ended(self) -> str:
        return self.how

    def start(self) -> None:
        self.starts.append(now[0])
        if self.trouble:
            raise Trouble(self.trouble)
        self.how = ""


now = [0.0]


@pytest.fixture
def said():
    now[0] = 0
    return []


@pytest.fixture
def watch(said):
    return Watch(say=said.append, clock=lambda: now[0])


def test_it_starts_again_after_a_pause_and_the_others_are_looked_after_meanwhile(watch, said):
    worker, beat = Worker(how="signal 9"), Worker("beat", how="exit code 1")
    watch.over(worker, beat)
    watch.look()
    assert said == [
        "The worker has ended by itself (signal 9). It starts again in 1 second.",
        "The beat has ended by itself (exit code 1). It starts again in 1 second.",
    ]
    watch.look()
    assert worker.starts == []
    now[0] = 1
    watch.look()
    watch.look()
    assert (worker.starts, beat.starts) == ([1], [1])
    assert said[2:] == ["The worker has started again.", "The beat has started again."]


def test_one_that_cannot_be_started_is_tried_again_later(watch, said):
    worker = Worker(how="signal 9", trouble="No space left.")
    watch.over(worker)
    for moment in (0, 1, 2, 3):
        now[0] = moment
        watch.look()
    assert worker.starts == [1, 3]
    assert said[1:] == [
        "The worker couldn't be started: No space left. It starts again in 2 seconds.",
        "The worker couldn't be started: No space left. It starts again in 4 seconds.",
    ]


def test_pauses_grow_to_a_minute_and_begin_anew_after_a_good_life():
    pause = pauses.Pause()
    assert [pause.after(0) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert [pause.after(pauses.WELL), pause.after(0)] == [1, 2]
