"""A way to the tests' database that can be frozen: it keeps the connection, takes all that is sent and says nothing."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection


class Way:
    def __init__(self, database: Path) -> None:
        self.database = database
        self.frozen = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.ends: list[socket.socket] = [self.listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near = self.listener.accept()[0]
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(self.database))
                self.ends += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while said := source.recv(65536):
                if not self.frozen.is_set():
                    target.sendall(said)
            if not self.frozen.is_set():
                target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def frozen(django_db_blocker, monkeypatch):
    """Django's own connection, over a way that freezes when it is told to."""
    with django_db_blocker.unblock(), way(connection.settings_dict) as opened:
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", str(opened.port))
        yield opened
        connection.close()
        monkeypatch.undo()


@contextmanager
def way(to: dict[str, str]) -> Iterator[Way]:
    """`to` are Django's settings of a database that listens on a unix socket."""
    opened = Way(Path(to["HOST"]) / f".s.PGSQL.{to['PORT'] or 5432}")
    try:
        yield opened
    finally:
        opened.close()
