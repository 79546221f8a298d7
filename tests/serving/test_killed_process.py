"""The web command that units and containers run: a process of it that is killed comes again, and it stops when told."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.ports import free_port

pytestmark = pytest.mark.processes
ROOT = Path(__file__).resolve().parents[2]


def eventually(question) -> bool:
    deadline = time.monotonic() + 90
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def test_a_killed_process_comes_again_and_the_command_ends_in_good_order():
    port = free_port()
    command = [sys.executable, "-m", "mentoring.serving", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | {"WEB_PROCESSES": "2"}, **quiet) as web:

        def serving() -> set[int]:
            return {child.pid for child in psutil.Process(web.pid).children() if listens(child)}

        def listens(child: psutil.Process) -> bool:
            return any(place.laddr and place.laddr.port == port for place in child.net_connections(kind="tcp"))

        try:
            assert eventually(lambda: len(serving()) == 2)
            before = serving()
            os.kill(min(before), signal.SIGKILL)
            assert eventually(lambda: len(serving()) == 2 and min(before) not in serving())
            assert web.poll() is None
        finally:
            web.terminate()
        assert web.wait(30) == 0
