"""The gate: a request takes a thread only once all of it has arrived, and no thread waits for a slow reader.

Outside it speaks ASGI, where ten thousand slow connections cost memory and nothing else; inside it calls Django as
WSGI, in threads. Pages have theirs. What needs no database, and the health page, has some of its own, so that it
answers while all others wait for something that hangs.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from mentoring.serving import bodies, calls

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
TurnedAway = Callable[[str, int], None]  # method and status of a request that Django never saw
SLOW = b"The request took too long to arrive. Please go back and send it once more.\n"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Limits:
    body_seconds: float = 60
    body_most: int = 6 * 1024 * 1024  # a form of DATA_UPLOAD_MAX_MEMORY_SIZE, and what wraps it
    threads: int = 8
    quick_threads: int = 2
    patience: float = 10  # seconds that a whole request waits for a thread


class Full(Exception):
    """No thread came free."""


class Lane:
    """So many threads, and how long a request waits for one of them."""

    def __init__(self, threads: int, patience: float) -> None:
        self.patience = patience
        self.free = asyncio.Semaphore(threads)
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def run(self, work: Callable[[], calls.Answer]) -> calls.Answer:
        """Raises Full. A thread is free once its work has ended, even where the client has left before."""
        try:
            await asyncio.wait_for(self.free.acquire(), self.patience)
        except TimeoutError:
            raise Full from None
        done = asyncio.get_running_loop().run_in_executor(self.threads, work)
        done.add_done_callback(lambda _: self.free.release())
        return await asyncio.shield(done)


class Gate:
    """`quick` are beginnings of paths with threads of their own; `busy` is the page for when no thread comes free."""

    def __init__(
        self,
        application: calls.Application,
        *,
        quick: tuple[str, ...],
        busy: bytes,
        limits: Limits | None = None,
        turned_away: TurnedAway = lambda method, status: None,
    ) -> None:
        limits = limits or Limits()
        self.application, self.quick_paths, self.turned_away = application, quick, turned_away
        self.reader = bodies.Reader(seconds=limits.body_seconds, most=limits.body_most)
        self.pages = Lane(limits.threads, limits.patience)
        self.quick = Lane(limits.quick_threads, limits.patience)
        self.busy = calls.Answer(503, [*_described("text/html"), (b"retry-after", b"30")], busy)

    async def __call__(self, scope: dict[str, Any], receive: bodies.Receive, send: Send) -> None:
        if scope["type"] != "http":  # servers take this for “no”, as ASGI says
            raise NotImplementedError(scope["type"])
        try:
            body = await self.reader.read(receive, declared=_declared(scope))
        except bodies.Left:
            return
        except TimeoutError:
            log.warning("request_came_too_slowly", method=scope["method"], path=scope["path"])
            self.turned_away(scope["method"], 408)
            await _send(send, calls.Answer(408, [*_described("text/plain"), (b"connection", b"close")], SLOW))
            return
        await _send(send, await self._answer(scope, body))

    async def _answer(self, scope: dict[str, Any], body: bodies.Body) -> calls.Answer:
        lane = self.quick if scope["path"].startswith(self.quick_paths) else self.pages
        try:
            return await lane.run(partial(calls.call, self.application, calls.environ_of(scope, body)))
        except Full:
            log.error("no_thread_came_free", method=scope["method"], path=scope["path"])
            self.turned_away(scope["method"], self.busy.status)
            return self.busy


def _declared(scope: dict[str, Any]) -> int:
    try:
        return int(dict(scope["headers"]).get(b"content-length", b"0"))
    except ValueError:
        return 0


def _described(kind: str) -> calls.Headers:
    return [(b"content-type", f"{kind}; charset=utf-8".encode()), (b"cache-control", b"no-store")]


async def _send(send: Send, answer: calls.Answer) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
