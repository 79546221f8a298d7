"""Read what a request brings along, within a time and a size, without holding a thread meanwhile."""

import asyncio
import io
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class Left(Exception):
    """Whoever sent the request has gone before it was complete."""


class TooLarge(io.RawIOBase):
    """Stands for a body that wasn't read to its end. Who reads it gets Django's own words, and our page for them."""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        raise RequestDataTooBig("The request is larger than any form of ours.")

    def readline(self, size: int | None = -1) -> bytes:
        return self.read()


@dataclass(frozen=True)
class Body:
    stream: io.IOBase
    length: int


class Reader:
    """`seconds` and `most` bytes for one body. Only so many bodies above `small` bytes are held at a time."""

    def __init__(self, *, seconds: float, most: int, small: int = 256 * 1024, large_ones: int = 10) -> None:
        self.seconds, self.most, self.small = seconds, most, small
        self.places = asyncio.Semaphore(large_ones)

    async def read(self, receive: Receive, *, declared: int) -> Body:
        """`declared` is the content length, 0 where there is none. Raises TimeoutError and Left."""
        if declared > self.most:
            return Body(TooLarge(), declared)
        async with asyncio.timeout(self.seconds):
            return await self._collect(receive)

    async def _collect(self, receive: Receive) -> Body:
        collected, more, held = bytearray(), True, False
        try:
            while more:
                piece, more = await _piece(receive)
                collected += piece
                if len(collected) > self.most:
                    return Body(TooLarge(), len(collected))
                if len(collected) > self.small and not held:
                    held = await self.places.acquire()
            return Body(io.BytesIO(collected), len(collected))
        finally:
            if held:
                self.places.release()


async def _piece(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] != "http.request":
        raise Left
    return message.get("body", b""), message.get("more_body", False)
