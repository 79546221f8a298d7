"""`make run` as a process: it starts, says where, stops, and recovers from being killed."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from mentoring.demo.management.commands.demo import LOGINS
from tests.ports import free_port

pytestmark = pytest.mark.processes
ROOT = Path(__file__).resolve().parents[2]
SERVERS = {"postgres", "valkey-server"}


class Runner:
    """One `python -m mentoring.embedded run` (or `demo`) in its own data folder, on its own port."""

    def __init__(self, folder: Path, what: str = "run", **environment: str) -> None:
        self.port = free_port()
        self.folder = folder
        self.output = (folder.parent / f"{folder.name}-{self.port}.out").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mentoring.embedded", what],
            cwd=ROOT,
            env=plain_environment(DATA_DIR=str(folder), PORT=str(self.port)) | environment,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def said(self) -> str:
        self.output.seek(0)
        return self.output.read()

    def wait_for_page(self, patience: int = 150) -> None:
        deadline = time.monotonic() + patience
        while "Ctrl-C stops everything" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def health(self) -> dict[str, str]:
        try:
            answer = urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        return json.load(answer)["parts"]

    def works(self) -> bool:
        """Whether it answers that database and broker do; while the web server starts, nothing answers."""
        with suppress(OSError):
            parts = self.health()
            return parts["database"] == parts["broker"] == "ok"
        return False

    def family(self) -> list[psutil.Process]:
        return [process for process in psutil.process_iter() if marked(process, self.folder)]

    def servers(self) -> list[psutil.Process]:
        return [
            process
            for process in psutil.process_iter(["name", "cmdline"])
            if process.info["name"] in SERVERS and str(self.folder) in " ".join(process.info["cmdline"] or [])
        ]


@contextmanager
def folder_that_may_be_passed() -> Iterator[Path]:
    """pytest's own folders are closed, again and again, to the account that PostgreSQL runs as under root."""
    folder = Path(tempfile.mkdtemp(prefix="mentoring-embedded-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def marked(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.environ().get("MENTORING_RUNNER") == str(folder)
    except psutil.Error:
        return False


def plain_environment(**more: str) -> dict[str, str]:
    """As in a fresh shell: nothing of the test run's own servers."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C.UTF-8"} | more


def run_until_end(command: str = "run", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mentoring.embedded", command],
        cwd=ROOT,
        env=plain_environment(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=150,
    )


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def eventually(question) -> bool:
    deadline = time.monotonic() + 60
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One for the module: it is created and migrated once."""
    with folder_that_may_be_passed() as folder:
        yield folder / "data"


@pytest.fixture
def start(data):
    started = []

    def start(what: str = "run", **environment: str) -> Runner:
        started.append(Runner(data, what, **environment))
        return started[-1]

    yield start
    for runner in started:
        if runner.process.poll() is None:
            runner.process.send_signal(signal.SIGINT)
            runner.process.wait(60)
        runner.output.close()


def test_run_serves_the_page_and_ctrl_c_leaves_nothing_behind(start, tmp_path):
    runner = start()
    runner.wait_for_page()
    parts = runner.health()
    assert (parts["database"], parts["migrations"], parts["broker"]) == ("ok", "ok", "ok")
    assert f"http://localhost:{runner.port}/setup/" in runner.said()
    assert len(runner.servers()) == 2

    second = run_until_end(DATA_DIR=str(runner.folder), PORT="1")
    assert second.returncode == 1
    assert second.stdout == (
        f"The application already runs from {runner.folder}: stop it, or set another DATA_DIR and PORT.\n"
    )
    elsewhere = run_until_end(DATA_DIR=str(tmp_path / "other"), PORT=str(runner.port))
    assert elsewhere.returncode == 1
    assert elsewhere.stdout == (
        f"Port {runner.port} is in use: stop what listens there, or choose another with PORT.\n"
    )

    runner.process.send_signal(signal.SIGINT)
    assert runner.process.wait(60) == 0
    assert eventually(lambda: runner.family() == [])  # what was killed at the end may take a moment
    assert runner.servers() == []


def test_a_killed_runner_takes_its_children_along_and_what_ends_by_itself_starts_again(start):
    killed = start()
    killed.wait_for_page()
    killed.process.kill()
    killed.process.wait()
    assert eventually(lambda: killed.family() == [])
    assert len(killed.servers()) == 2

    runner = start()
    runner.wait_for_page()
    assert runner.health()["database"] == "ok"
    web = next(process for process in runner.family() if "granian" in process.cmdline())
    workers = web.children(recursive=True)
    web.kill()
    assert eventually(lambda: "The web server has started again.\n" in runner.said())
    assert "The web server has ended by itself (signal 9). It starts again in 1 second.\n" in runner.said()
    assert eventually(lambda: not any(map(lives, workers)))  # killed before it started; that takes a moment
    for server in runner.servers():
        server.kill()
    assert eventually(lambda: "The embedded database has started again.\n" in runner.said())
    assert eventually(lambda: "The embedded broker has started again.\n" in runner.said())
    assert eventually(runner.works)

    runner.process.send_signal(signal.SIGTERM)
    assert runner.process.wait(60) == 0
    assert eventually(lambda: runner.family() == [])  # what was killed at the end may take a moment
    assert runner.servers() == []


def test_everything_killed_at_once_starts_again(start):
    killed = start()
    killed.wait_for_page()
    killed.process.kill()
    for process in [*killed.family(), *killed.servers()]:
        with suppress(psutil.NoSuchProcess):  # its parent's end was its own
            process.kill()
    killed.process.wait()

    runner = start()
    runner.wait_for_page()
    assert runner.health()["database"] == "ok"
    runner.process.send_signal(signal.SIGTERM)
    assert runner.process.wait(60) == 0
    assert runner.servers() == []


def test_demo_fills_the_empty_database_prints_the_logins_and_shows_the_mails(start):
    """The last one of this data folder: from here on it holds an organisation."""
    runner = start("demo")
    runner.wait_for_page(patience=400)
    assert "Filling the demo…" in runner.said()
    logins = re.findall(r"^  +(\S+@lantern\.example) +(.+)$", runner.said(), re.MULTILINE)
    assert logins == [(person.email, part) for part, person in LOGINS]
    assert "“lantern-demo”" in runner.said()
    with urllib.request.urlopen(f"http://127.0.0.1:{runner.port}/demo/mails/", timeout=30) as answer:
        assert answer.status == 200
        assert "@lantern.example" in answer.read().decode()

    runner.process.send_signal(signal.SIGINT)
    assert runner.process.wait(60) == 0
    assert eventually(lambda: runner.family() == [])  # what was killed at the end may take a moment
    assert runner.servers() == []


def test_the_demo_says_at_once_that_it_starts_on_no_public_address(tmp_path):
    done = run_until_end("demo", DATA_DIR=str(tmp_path / "data"), SITE_URL="https://mentoring.example.org")
    assert (done.returncode, done.stdout) == (
        1,
        "The demo shows every email to everybody, so it doesn't start with SITE_URL=https://mentoring.example.org. "
        "For a real installation use make run; to look at the demo, leave SITE_URL empty.\n",
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"DATABASE_URL": "postgres://ana:secret@127.0.0.1:1/mentoring"},
            "The database named by DATABASE_URL (127.0.0.1:1) can't be used: ",
        ),
        ({"DATABASE_URL": "mysql://127.0.0.1/mentoring"}, "DATABASE_URL must begin with postgres://."),
        ({"REDIS_URL": "redis://:secret@127.0.0.1:1/0"}, "The broker named by REDIS_URL (127.0.0.1:1) can't be used: "),
        ({"WEB_PROCESSES": "many"}, "WEB_PROCESSES must be a whole number, it is “many”."),
        ({"PORT": "http"}, "PORT must be a number from 1 to 65535, it is “http”."),
        ({"DATA_DIR": "/dev/null/here"}, "The data can't be kept in /dev/null/here: Not a directory. Name another"),
        ({"DATA_DIR": "/proc/here"}, "The data can't be kept in /proc/here: No such file or directory. Name another"),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path, environment, sentence):
    port = free_port()
    done = run_until_end(**{"DATA_DIR": str(tmp_path / "data"), "PORT": str(port)} | environment)
    assert done.returncode == 1
    assert done.stdout.startswith(sentence)
    assert len(done.stdout.splitlines()) == 1
    assert "secret" not in done.stdout
