"""The processes of the runner. Each has a session of its own, and none outlives the runner."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from mentoring.embedded import leftovers

GRACE = 15  # seconds for a worker to finish the mail it is sending
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def die_with_parent() -> None:
    """Have the kernel end this process when its parent is gone, however the parent ended. Linux only."""
    if hasattr(_libc, "prctl"):
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Children:
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        self.running[name] = self._process(command, None)

    def call(self, *command: str) -> tuple[int, str]:
        """Run a command to its end and return its exit code and what it wrote to standard output."""
        process = self.running["preparation"] = self._process(command, subprocess.PIPE)
        said, _ = process.communicate()
        del self.running["preparation"]
        return process.returncode, said.decode()

    def _process(self, command: tuple[str, ...], stdout: int | None) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            env={**os.environ, leftovers.MARK: str(self.folder)},
            start_new_session=True,
            preexec_fn=die_with_parent,  # safe: this process has no threads
        )

    def dead(self) -> str:
        """The name of a process that has ended by itself, or an empty string."""
        return next((name for name, process in self.running.items() if process.poll() is not None), "")

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE
        for process in self.running.values():
            try:
                process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
        for process in self.running.values():  # whatever is left, including children of a killed process
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()
