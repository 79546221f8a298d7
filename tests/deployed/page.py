"""Runs the commands of docs/deploying.md, a section at a time."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

from tests.deployed.place import ROOT, Place

PAGE = ROOT / "docs" / "deploying.md"
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_OURS = ("apt-get", "certbot")  # packages have to be here already; see __main__.py


def sections() -> dict[str, list[str]]:
    """Title → its blocks of commands, in the order of the page."""
    parts = SECTION.split(PAGE.read_text())[1:]
    return {title: COMMANDS.findall(text) for title, text in zip(parts[::2], parts[1::2], strict=True)}


class Page:
    def __init__(self, place: Place, socket: Path) -> None:
        self.place = place
        self.sections = sections()
        self.done: set[str] = set()
        self.functions = ""  # `manage` is written once on the page and used below
        self._stand_ins(socket)

    def follow(self, title: str) -> str:
        """Run this section's commands as they stand there; what they print. A command that fails ends the run."""
        found = next(name for name in self.sections if name.startswith(title))
        self.done.add(found)
        return "".join(self._block(block) for block in self.sections[found])

    def left_out(self) -> list[str]:
        return [title for title, blocks in self.sections.items() if blocks and title not in self.done]

    def _block(self, block: str) -> str:
        script = self.place.ours(block)
        if script.startswith("manage()"):
            self.functions, _, script = script.partition("\n")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{self.functions}\n{script}"],
            cwd="/",
            env={**self._environment(), "PATH": f"{self.place.at('/bin')}:/usr/sbin:/usr/bin:/sbin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (
            f"{block}\nended with {done.returncode}:\n{done.stdout[-1500:]}{done.stderr[-3000:]}"
        )
        return done.stdout

    def _environment(self) -> dict[str, str]:
        kept = (
            "HOME",
            "LANG",
            "PIP_INDEX_URL",
            "UV_INDEX_URL",
            "HTTPS_PROXY",
            "HTTP_PROXY",
            "PIP_CONFIG_FILE",
            "SSL_CERT_FILE",
        )
        return {name: os.environ[name] for name in kept if name in os.environ} | {
            "PGHOST": str(self.place.at("/run/postgresql")),
            "PGPORT": str(self.place.ports[5432]),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_ROOT_USER_ACTION": "ignore",
        }

    def _stand_ins(self, socket: Path) -> None:
        """`systemctl` is answered by this run, nginx reads our folder, and packages are installed already."""
        self._script("systemctl", f'exec {sys.executable} {ROOT / "tests/deployed/asking.py"} {socket} "$@"')
        self._script("nginx", f'exec /usr/sbin/nginx -c {self.place.at("/etc/nginx/nginx.conf")} "$@"')
        for name in NOT_OURS:
            self._script(name, f"echo '{name}: nothing to do in this run'")

    def _script(self, name: str, line: str) -> None:
        file = self.place.at(f"/bin/{name}")
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{line}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
