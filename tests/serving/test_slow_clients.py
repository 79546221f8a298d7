"""Slow clients against the real web server, as the runner and the container start it."""

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from mentoring.serving.command import command
from tests.ports import free_port

pytestmark = pytest.mark.processes
ROOT = Path(__file__).resolve().parents[2]
SLOW = 50


@pytest.fixture(scope="module")
def port():
    port = free_port()
    handed = command(host="127.0.0.1", port=port, processes=1, header_seconds=2)
    server = subprocess.Popen([sys.executable, *handed], cwd=ROOT, env={**os.environ, "LOG_LEVEL": "ERROR"})
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def open_with(port: int, *lines: str) -> socket.socket:
    """A request that has begun and doesn't end."""
    link = socket.create_connection(("127.0.0.1", port), timeout=30)
    link.sendall("\r\n".join(lines).encode())
    return link


def ask(port: int, path: str) -> tuple[bytes, float]:
    """The first line of the answer, and the seconds it took."""
    began = time.perf_counter()
    with open_with(port, f"GET {path} HTTP/1.1", "Host: testserver", "Connection: close", "", "") as link:
        return link.makefile("rb").readline().strip(), time.perf_counter() - began


def has_ended(link: socket.socket) -> bool:
    """Whether the server has answered or hung up."""
    link.setblocking(False)
    try:
        link.recv(1)
    except BlockingIOError:
        return False
    return True


def test_a_page_answers_while_fifty_forms_never_end(port):
    page = "/organisation/"  # leads to the sign-in page, without the database: this measures the server alone
    ask(port, page)
    _, alone = ask(port, page)
    head = ("POST /accounts/login/ HTTP/1.1", "Host: testserver", "Content-Type: application/x-www-form-urlencoded")
    with ExitStack() as ends:
        slow = [
            ends.enter_context(closing(open_with(port, *head, "Content-Length: 1000", "", "login=")))
            for _ in range(SLOW)
        ]
        answer, beside_them = ask(port, page)
        assert answer == b"HTTP/1.1 302 Found"
        assert beside_them < max(1, 20 * alone)
        assert [link for link in slow if has_ended(link)] == []


@pytest.mark.parametrize(
    "lines",
    [(), ("GET / HTTP/1.1", "Host: testserver", "X-Never-Ends: a"), ("PRI * HTT",)],
    ids=["says nothing", "never ends its header", "seems to speak HTTP/2"],
)
def test_who_never_ends_a_header_is_hung_up_on(port, lines):
    with open_with(port, *lines) as link:
        assert link.recv(1000) in (b"", b"HTTP/1.1 408 Request Timeout")


def test_who_stays_connected_and_asks_nothing_more_is_hung_up_on(port):
    with open_with(port, "GET /theme/262.css HTTP/1.1", "Host: testserver", "", "") as link:
        answers = link.makefile("rb")
        assert answers.read().startswith(b"HTTP/1.1 200 OK")  # to its end, so it came to one
