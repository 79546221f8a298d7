"""Asks what may hang, however it hangs: in a thread of its own, which is left alone when time is up."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Said = TypeVar("Said")


class Probe(Generic[Said]):
    """One question at a time. Whoever comes while it is open gets its answer, too."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._asked: Future[Said] | None = None

    def ask(self, question: Callable[[], Said], *, seconds: float) -> Said:
        """Raises TimeoutError, and whatever the question raises."""
        if self._asked is None or self._asked.done():
            self._asked = self._thread.submit(question)
        return self._asked.result(seconds)
