"""The gate by itself: no server, no Django."""

import asyncio
import threading
from collections import Counter

import pytest
from django.core.exceptions import RequestDataTooBig

from mentoring.serving import bodies, calls
from mentoring.serving.command import MOST_PROCESSES, command
from mentoring.serving.gate import Gate, Limits


def scope(path: str = "/", *headers: tuple[bytes, bytes], method: str = "POST") -> dict:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"a=1",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("10.0.0.1", 1),
        "headers": list(headers),
    }


def pieces(*given: bytes, ends: bool = True):
    """What a client sends, piece by piece; without an end, nothing more comes."""
    left = [{"type": "http.request", "body": piece, "more_body": True} for piece in given]
    if ends:
        left.append({"type": "http.request"})

    async def receive() -> dict:
        return left.pop(0) if left else await asyncio.Future()

    return receive


class Heard:
    """What was sent back."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = 0, {}, b""

    async def __call__(self, message: dict) -> None:
        self.status = message.get("status", self.status)
        self.headers |= {name.decode(): value.decode() for name, value in message.get("headers", ())}
        self.body += message.get("body", b"")


def gate(application, *, turned_away=lambda method, status: None, **limits: float) -> Gate:
    return Gate(application, quick=("/quick/",), busy=b"Busy", limits=Limits(**limits), turned_away=turned_away)


def visit(gate_: Gate, receive=None, about: dict | None = None) -> Heard:
    heard = Heard()
    asyncio.run(gate_(about or scope(), receive or pieces(), heard))
    return heard


def echo(environ: dict, start) -> list[bytes]:
    start("201 Created", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read(), b"|", environ["CONTENT_LENGTH"].encode()]


def test_a_body_that_comes_in_pieces_arrives_whole_and_with_its_length():
    heard = visit(gate(echo), pieces(b"hel", b"lo"))
    assert (heard.status, heard.body) == (201, b"hello|5")


def test_a_body_that_never_ends_is_told_so_and_took_no_thread():
    called, told = Counter(), []
    slow = gate(
        lambda *given: called.update(["once"]), turned_away=lambda *given: told.append(given), body_seconds=0.05
    )
    answer = visit(slow, pieces(b"login=", ends=False))
    assert (answer.status, answer.headers["connection"], called) == (408, "close", Counter())
    assert told == [("POST", 408)]


def test_who_leaves_in_the_middle_is_answered_nothing():
    async def receive() -> dict:
        return {"type": "http.disconnect"}

    assert visit(gate(echo), receive).status == 0


@pytest.mark.parametrize(
    ("receive", "about"),
    [
        (pieces(b"x" * 11), scope()),
        (pieces(b"x" * 6, b"x" * 6, ends=False), scope()),
        (pieces(ends=False), scope("/", (b"content-length", b"11"))),
    ],
    ids=["in one", "in pieces that never end", "by its own word"],
)
def test_a_body_that_is_too_large_is_read_no_further_and_left_to_djangos_words(receive, about):
    seen = []

    def application(environ: dict, start) -> list[bytes]:
        with pytest.raises(RequestDataTooBig):
            environ["wsgi.input"].readline()
        with pytest.raises(RequestDataTooBig):
            environ["wsgi.input"].read(10)
        seen.append(int(environ["CONTENT_LENGTH"]))
        start("413 Too Large", [])
        return []

    assert visit(gate(application, body_most=10), receive, about).status == 413
    assert seen[0] > 10


def test_only_so_many_large_bodies_are_held_while_small_ones_go_on():
    async def story() -> tuple[bytes, str]:
        reader = bodies.Reader(seconds=0.2, most=100, small=10, large_ones=1)
        held = asyncio.create_task(reader.read(pieces(b"x" * 11, ends=False), declared=0))
        await asyncio.sleep(0)
        small = await reader.read(pieces(b"small"), declared=0)
        try:
            await asyncio.wait_for(reader.read(pieces(b"x" * 11), declared=0), 0.05)
            second = "was read"
        except TimeoutError:
            second = "waited"
        with pytest.raises(TimeoutError):
            await held
        assert (await reader.read(pieces(b"x" * 11), declared=0)).length == 11
        return small.stream.read(), second

    assert asyncio.run(story()) == (b"small", "waited")


def test_when_all_threads_wait_pages_say_so_and_the_quick_ones_answer():
    free, begun = threading.Event(), threading.Semaphore(0)

    def application(environ: dict, start) -> list[bytes]:
        if environ["PATH_INFO"] == "/hangs/":
            begun.release()
            free.wait(30)
        start("200 OK", [])
        return [b"Here"]

    told = []

    async def story() -> list[Heard]:
        gate_ = gate(application, turned_away=lambda *given: told.append(given), threads=2, patience=0.05)
        heard = [Heard() for _ in range(5)]
        hanging = [asyncio.create_task(gate_(scope("/hangs/"), pieces(), heard[n])) for n in (0, 1)]
        for _ in hanging:
            await asyncio.to_thread(begun.acquire)
        await gate_(scope("/page/"), pieces(), heard[2])
        await gate_(scope("/quick/x"), pieces(), heard[3])
        hanging[0].cancel()  # its client leaves; its thread is still taken
        await asyncio.sleep(0)
        await gate_(scope("/page/"), pieces(), heard[4])
        free.set()
        await hanging[1]
        await gate_(scope("/page/"), pieces(), heard[0])
        return heard

    heard = asyncio.run(story())
    assert [(answer.status, answer.body) for answer in heard] == [
        (200, b"Here"),
        (200, b"Here"),
        (503, b"Busy"),
        (200, b"Here"),
        (503, b"Busy"),
    ]
    assert heard[2].headers["retry-after"] == "30"
    assert told == [("POST", 503)] * 2


def test_an_answer_is_closed_so_that_its_connection_goes_back():
    class Pieces(list):
        closed = 0

        def close(self) -> None:
            Pieces.closed += 1

    def application(environ: dict, start) -> list[bytes]:
        start("200 OK", [])
        return Pieces([b"a", b"b"])

    assert visit(gate(application)).body == b"ab"
    assert Pieces.closed == 1


def test_a_header_that_could_pass_for_a_proxys_is_dropped_and_cookies_stay_apart():
    about = scope(
        "/",
        (b"x-forwarded-for", b"10.0.0.2"),
        (b"x_forwarded_for", b"1.1.1.1"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"accept", b"text/html"),
        (b"accept", b"*/*"),
        (b"content-type", b"text/plain"),
        (b"content-length", b"999"),
    )
    about |= {"raw_path": b"/caf%C3%A9/%FF?no", "path": "/café/?"}
    environ = calls.environ_of(about, bodies.Body(bodies.TooLarge(), 3))
    assert {name: environ[name] for name in environ if name.startswith(("HTTP_", "CONTENT_", "PATH", "REMOTE"))} == {
        "HTTP_X_FORWARDED_FOR": "10.0.0.2",
        "HTTP_COOKIE": "a=1; b=2",
        "HTTP_ACCEPT": "text/html,*/*",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "3",
        "PATH_INFO": "/caf\u00c3\u00a9/\u00ff",
        "REMOTE_ADDR": "10.0.0.1",
    }


def test_other_protocols_are_declined():
    with pytest.raises(NotImplementedError):
        visit(gate(echo), about={"type": "lifespan"})


def test_there_is_a_process_for_each_core_unless_somebody_wants_another_number(monkeypatch):
    def workers() -> str:
        (found,) = [part for part in command(host="127.0.0.1", port=8000) if part.startswith("--workers=")]
        return found.removeprefix("--workers=")

    monkeypatch.setattr("os.sched_getaffinity", lambda of: set(range(3)), raising=False)
    assert workers() == "3"
    monkeypatch.setattr("os.sched_getaffinity", lambda of: set(range(64)), raising=False)
    assert workers() == str(MOST_PROCESSES)
    monkeypatch.setenv("WEB_PROCESSES", "12")
    assert workers() == "12"
    monkeypatch.setenv("WEB_PROCESSES", "many")
    with pytest.raises(ValueError, match="WEB_PROCESSES must be a whole number, it is “many”"):
        workers()
