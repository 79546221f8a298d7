"""The processes of the runner. Each has a session of its own, and none outlives the runner."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from mentoring.embedded import leftovers

GRACE = 90  # seconds for a worker to finish its delivery: 50, and 30 for a mail server that doesn't answer
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def die_with_parent() -> None:
    """Have the kernel end this process when its parent is gone, however the parent ended. Linux only."""
    if hasattr(_libc, "prctl"):
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """A part of the application that is a process of ours."""

    name: str
    begin: Callable[[], "subprocess.Popen[bytes]"]
    process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self.process = self.begin()

    def start(self) -> None:
        _end_group(self.process)  # its own children may have outlived it, and hold its port
        self.process = self.begin()

    def ended(self) -> str:
        code = self.process.poll()
        if code is None:
            return ""
        return f"signal {-code}" if code < 0 else f"exit code {code}"


@dataclass
class Children:
    folder: Path
    running: list[Child] = field(default_factory=list)

    def start(self, name: str, *command: str) -> None:
        self.running.append(Child(name, partial(self._process, command, None)))

    def call(self, *command: str) -> tuple[int, str]:
        """Run a command to its end and return its exit code and what it wrote to standard output."""
        child = Child("preparation", partial(self._process, command, subprocess.PIPE))
        self.running.append(child)
        said, _ = child.process.communicate()
        self.running.remove(child)
        return child.process.returncode, said.decode(errors="replace")

    def _process(self, command: tuple[str, ...], stdout: int | None) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            env={**os.environ, leftovers.MARK: str(self.folder)},
            start_new_session=True,
            preexec_fn=die_with_parent,  # safe: this process has no threads
        )

    def stop(self) -> None:
        processes = [child.process for child in self.running]
        for process in processes:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE
        for process in processes:
            try:
                process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
        for process in processes:
            _end_group(process)


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    """Whatever is left, including children of a killed process."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()
