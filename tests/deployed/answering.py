"""Takes what the page's `systemctl` commands say, one after the other."""

import socket
import threading
from pathlib import Path

from tests.deployed.units import Systemd


class Answering:
    def __init__(self, path: Path, systemd: Systemd) -> None:
        self.systemd = systemd
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        while True:
            asking, _ = self.listener.accept()
            with asking:
                words = b"".join(iter(lambda asking=asking: asking.recv(4096), b"")).decode().split("\0")
                try:
                    self.systemd.call(*words)
                except Exception as error:  # the page's command says so and fails
                    asking.sendall(f"{type(error).__name__}: {error}".encode())
