"""The application on a PostgreSQL of its own, which a test may stop and start while people read pages."""

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from mentoring.embedded import postgres
from mentoring.serving.command import command
from tests import cluster
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
SIGN_IN = """
from django.test import Client
from mentoring.accounts.models import User
who = User.objects.create(email="ada@example.org", name="Ada Root", is_administrator=True)
browser = Client()
browser.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
print(browser.cookies.output(attrs=[], header="", sep=";").strip())
"""


@dataclass
class Answer:
    status: int
    retry_after: str | None
    body: str


@dataclass
class Site:
    folder: Path
    port: int
    environment: dict[str, str]
    cookie: str = ""
    processes: list[subprocess.Popen] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    def stop_database(self) -> None:
        postgres.stop(self.data)

    def start_database(self) -> None:
        postgres.start(self.data)

    def begin(self, name: str, *what: str | Path) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("wb") as log:
            started = subprocess.Popen(
                [str(part) for part in what], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        self.processes.append(started)
        return started

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def ask(self, path: str = "/inbox/") -> Answer:
        """A page of somebody who is signed in; status 0 if nobody answers."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request("GET", path, headers={"Cookie": self.cookie, "Connection": "close"})
            answer = link.getresponse()
            return Answer(answer.status, answer.headers["Retry-After"], answer.read().decode())
        except OSError as error:
            return Answer(0, None, str(error))
        finally:
            link.close()

    def ask_at_once(self, times: int, path: str = "/inbox/") -> Counter:
        with ThreadPoolExecutor(times) as people:
            answers = list(people.map(lambda _: self.ask(path), range(times)))
        return Counter((answer.status, answer.retry_after) for answer in answers)

    def run(self, *what: str) -> str:
        return subprocess.check_output([sys.executable, *what], cwd=ROOT, env=self.environment, text=True)


@contextmanager
def site(**more: str) -> Iterator[Site]:
    """Two processes of the web server; everything in here ends with it."""
    folder = Path(tempfile.mkdtemp(prefix="mentoring-restart-"))
    folder.chmod(0o711)
    port = free_port()
    made = Site(folder, port, {})
    try:
        url = postgres.start(made.data)
        _fill(url)
        own = {"DATABASE_URL": url, "DATABASE_POOL": "10", "PORT": str(port), "STATIC_ROOT": str(folder / "static")}
        made.environment |= os.environ | own | more
        made.run("manage.py", "collectstatic", "--no-input", "--verbosity=0")
        made.cookie = made.run("manage.py", "shell", "--no-imports", "-c", SIGN_IN).strip()
        made.begin("web", sys.executable, *command(host="127.0.0.1", port=port, processes=2))
        _wait_for(made)
        yield made
    finally:
        for process in made.processes:
            process.terminate()
        for process in made.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
        postgres.stop(made.data)
        shutil.rmtree(folder, ignore_errors=True)


def _fill(url: str) -> None:
    """All tables, from the run's own migrated database."""
    cluster.copy(f"for_{os.getpid()}")
    dump = [str(postgres.BIN / "pg_dump"), "--no-owner", "--dbname", cluster.url_of(f"for_{os.getpid()}")]
    tables = subprocess.run(dump, check=True, stdout=subprocess.PIPE).stdout
    psql = [str(postgres.BIN / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "--dbname", url]
    subprocess.run(psql, input=tables, check=True, stdout=subprocess.DEVNULL)
    cluster.drop(f"for_{os.getpid()}")


def _wait_for(made: Site) -> None:
    deadline = time.monotonic() + 90
    while made.ask("/health?only=database").status != 200:
        assert time.monotonic() < deadline, made.log("web")
        time.sleep(0.2)
