"""Several processes of one web server count together, and leave nothing behind for the next."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mentoring.serving import counts
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
ASKED = 20


@pytest.fixture
def folders(monkeypatch, tmp_path):
    monkeypatch.delenv(counts.VARIABLE, raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def start_and_end(folders: Path) -> Path:
    """As somebody who starts a server does, in a process that has ended since."""
    code = f"from mentoring.serving import counts; counts.prepare(); print(counts.os.environ['{counts.VARIABLE}'])"
    env = {**os.environ, "TMPDIR": str(folders)}
    return Path(subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, env=env, text=True).strip())


def test_what_a_server_that_has_ended_left_is_swept_and_what_runs_is_not(folders, monkeypatch):
    left = start_and_end(folders)
    assert left.is_dir()
    counts.prepare()
    mine = Path(os.environ[counts.VARIABLE])
    assert (left.exists(), mine.is_dir(), mine.stat().st_mode & 0o777) == (False, True, 0o700)
    other = start_and_end(folders)
    assert {path.name for path in folders.iterdir()} == {mine.name, other.name}


def test_a_folder_that_somebody_has_named_stays_theirs(folders, monkeypatch):
    monkeypatch.setenv(counts.VARIABLE, "/elsewhere")
    counts.prepare()
    assert (os.environ[counts.VARIABLE], list(folders.iterdir())) == ("/elsewhere", [])


def test_where_no_folder_can_be_made_the_server_starts_all_the_same(folders, monkeypatch, capsys):
    monkeypatch.setattr("tempfile.tempdir", "/no/such/folder")
    counts.prepare()
    assert counts.VARIABLE not in os.environ
    assert capsys.readouterr().err.startswith("Requests are counted by each process alone: no folder can be made (")


@pytest.mark.processes
def test_whichever_process_answers_it_tells_the_sum(folders):
    port = free_port()
    own = {"WEB_PROCESSES": "2", "METRICS_TOKEN": "token", "TMPDIR": str(folders), "PORT": str(port)}
    server = subprocess.Popen([sys.executable, "-m", "mentoring.serving"], cwd=ROOT, env=os.environ | own)
    try:
        _wait_for(port)
        for _ in range(ASKED):
            assert _ask(port, "/organisation/").startswith("302")
        told, processes = set(), set()
        deadline = time.monotonic() + 60
        while len(processes) < 2 and time.monotonic() < deadline:
            told |= {line for line in _ask(port, "/metrics").splitlines() if 'route="organisation"' in line}
            processes = {path.name.rpartition("_")[2] for path in folders.glob("*/counter_*.db")}
        assert {line for line in told if "_total" in line} == {
            f'mentoring_requests_total{{method="GET",route="organisation",status="3xx"}} {float(ASKED)}'
        }
        assert len(processes) == 2
    finally:
        server.terminate()
        server.wait(30)


def _ask(port: int, path: str) -> str:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("GET", path, headers={"Host": "testserver", "Authorization": "Bearer token", "Connection": "close"})
    answer = link.getresponse()
    said = f"{answer.status}\n{answer.read().decode()}"
    link.close()
    return said


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
