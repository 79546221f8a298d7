"""The real thing for a journey: granian, a Celery worker, beat and an SMTP sink on an own database."""

import email
import email.policy
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller

from mentoring.serving.command import command
from tests import cluster
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent


class Catcher:
    """Keeps every mail that arrives, in order."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # aiosmtpd calls it so
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 kept"

    def text_to(self, address: str, *, containing: str = "", seconds: float = 30) -> str:
        """The text part of the newest mail to the address that holds `containing`; waits for it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in reversed(self.mails):
                text = mail.get_body(("plain",)).get_content()
                if address in mail["To"] and (containing in text or containing in mail["Subject"]):
                    return text
            time.sleep(0.2)
        arrived = [(mail["To"], mail["Subject"]) for mail in self.mails]
        raise AssertionError(f"No mail to {address} with “{containing}”; arrived: {arrived}")

    def link_to(self, address: str, *, containing: str = "", path: str) -> str:
        """The first link in such a mail whose path begins with `path`."""
        text = self.text_to(address, containing=containing)
        found = re.search(rf"https?://[^\s/]+{path}\S+", text)
        assert found, text
        return found.group(0).rstrip(".,>)")


class Stack:
    """Started once for a journey; `url` is the address of the web server."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mentoring-stack-"))
        self.catcher = Catcher()
        self.sink = Controller(self.catcher, hostname="127.0.0.1", port=free_port())
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.database = f"stack_{os.getpid()}_{self.port}"
        self.env = {
            **os.environ,
            "DATABASE_URL": cluster.url_of(self.database),
            "DATABASE_POOL": "4",
            "REDIS_URL": re.sub(r"db=\d+", "db=7", os.environ["REDIS_URL"]),
            "SITE_URL": self.url,
            "STATIC_ROOT": str(self.folder / "static"),
            "DATA_DIR": str(self.folder / "data"),
            "EMAIL_BACKEND": "",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.sink.port),
            "TICK_SECONDS": "2",
        }

    def start(self) -> None:
        cluster.copy(self.database)
        self.sink.start()
        self.manage("collectstatic", "--noinput", "--verbosity=0")
        self.spawn("web", sys.executable, *command(host="127.0.0.1", port=self.port, processes=1))
        self.spawn("worker", BIN / "celery", "-A", "mentoring", "worker", "-c", "1", "--loglevel", "WARNING")
        self.spawn("beat", BIN / "celery", "-A", "mentoring", "beat", "-s", self.folder / "beat")
        self._wait_for_the_web()

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def spawn(self, name: str, *command: str | Path) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen([str(c) for c in command], cwd=ROOT, env=self.env, stdout=log, stderr=log)
        self.processes.append(process)

    def logs(self) -> str:
        return "\n".join(f"--- {path.name}\n{path.read_text()[-3000:]}" for path in self.folder.glob("*.log"))

    def _wait_for_the_web(self) -> None:
        for _ in range(150):
            try:
                urllib.request.urlopen(self.url + "/accounts/login/", timeout=5)
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError("The web server doesn't answer.\n" + self.logs())

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        self.sink.stop()
        cluster.drop(self.database)
        shutil.rmtree(self.folder, ignore_errors=True)
