"""Where the deployed run lives: a folder in place of /, free ports in place of the usual ones."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "mentoring.example.org"
PLAIN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}  # not what whoever started the run has set
# What the page names, and what is ours here; a port is a number of its own, wherever it stands.
FOLDERS = [
    "/srv/mentoring",
    "/etc/mentoring",
    "/etc/systemd/system",
    "/etc/pgbouncer",
    "/etc/nginx",
    "/etc/ssl/mentoring",
]
FOLDERS += ["/var/lib/mentoring", "/var/log/postgresql", "/var/log/nginx", "/var/lib/nginx", "/run/postgresql"]
PORTS = [8001, 8002, 5432, 6432, 6379, 587]


@dataclass
class Place:
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="mentoring-deployed-")))
    ports: dict[int, int] = field(default_factory=lambda: {port: free_port() for port in [*PORTS, 80, 443]})

    def __post_init__(self) -> None:
        self.folder.chmod(0o755)
        for name in FOLDERS:
            self.at(name).mkdir(parents=True, exist_ok=True)
        self.at("/srv/mentoring").rmdir()  # the page clones it
        self.at("/run").chmod(0o1777)

    @property
    def site(self) -> str:
        return f"https://{HOST}:{self.ports[443]}"

    def at(self, path: str) -> Path:
        return self.folder / path.lstrip("/")

    def ours(self, text: str) -> str:
        """The text of the page, or of a file that it installs, with our folder, ports and names."""
        for name in sorted(FOLDERS, key=len, reverse=True):
            text = re.sub(rf"(?<![\w/]){name}(?![\w-])", str(self.at(name)), text)
        for port in PORTS:
            text = re.sub(rf"(?<!\d){port}(?!\d)", str(self.ports[port]), text)
        text = re.sub(r"listen (80|443)", lambda found: f"listen {self.ports[int(found[1])]}", text)
        text = text.replace(f"https://{HOST}", self.site).replace("mail.example.org", "localhost")
        return text.replace("https://git.example.org/mentoring.git", str(ROOT))

    def make_ours(self, *files: Path) -> None:
        for file in files:
            file.write_text(self.ours(file.read_text()))

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def run(*command: str | Path, user: str = "", **options) -> subprocess.CompletedProcess[str]:
    prefix = ["runuser", "-u", user, "--"] if user else []
    options = {"capture_output": True, "text": True, "cwd": "/", "check": False, "env": PLAIN} | options
    return subprocess.run([*prefix, *map(str, command)], **options)
