"""Starts and stops what systemd would, as the unit files say; `systemctl` in the page's commands leads here.

What a unit asks of systemd beyond that (protection, restarts) is looked at by `systemd-analyze verify` and by the
tests of the unit files, not here.
"""

import contextlib
import os
import pwd
import shlex
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from tests.deployed.place import Place, run

STOPPING = 60  # seconds


class Systemd:
    def __init__(self, place: Place) -> None:
        self.place = place
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.servers = {
            "postgresql": (self._start_postgresql, lambda: self._pg_ctl("stop", "-m", "fast")),
            "redis-server": (self._start_redis, lambda: self._end("redis-server")),
            "pgbouncer": (self._start_pgbouncer, lambda: self._end("pgbouncer")),
            "nginx": (self._start_nginx, lambda: self._end("nginx")),
        }

    # What the commands of the page say
    def call(self, *words: str) -> None:
        verb, *names = [word for word in words if not word.startswith("--")]
        match verb:
            case "daemon-reload":
                return
            case "enable" | "start":
                self.start(*names)
            case "stop":
                self.stop(*names)
            case "restart":
                for name in names:
                    self.stop(name)
                    self.start(name)
            case _:
                raise AssertionError(f"The page says systemctl {verb}, which this run doesn't know.")

    def start(self, *names: str) -> None:
        for name in self._ours(names):
            if name in self.servers:
                self.servers[name][0]()
            elif not self.is_active(name):
                self._start_unit(name)

    def stop(self, *names: str) -> None:
        for name in self._ours(names):
            if name in self.servers:
                self.servers[name][1]()
            else:
                self._end(name)

    def is_active(self, name: str) -> bool:
        return (process := self.running.get(name)) is not None and process.poll() is None

    def process(self, name: str) -> int:
        """Its number. Raises AssertionError where it doesn't run: another name would be another unit."""
        [name] = self._ours([name])
        assert self.is_active(name), f"{name} doesn't run; what does: {', '.join(self.running)}"
        return self.running[name].pid

    def _ours(self, names: Iterable[str]) -> list[str]:
        """With our port in place of the page's: mentoring-web@8001 is another unit here."""
        return [self.place.ours(name.removesuffix(".service")) for name in names]

    def stop_all(self) -> None:
        for name in [*self.running]:
            self._end(name)
        self._pg_ctl("stop", "-m", "immediate")

    def log(self, name: str) -> Path:
        return self.place.at(f"/var/log/{name}.log")

    # Units of the application
    def _start_unit(self, name: str) -> None:
        unit = self.read(name)
        service = unit["Service"]
        for key, parent, mode in (("StateDirectory", "/var/lib", 0o755), ("RuntimeDirectory", "/run", 0o755)):
            for folder in " ".join(service.get(key, [])).split():
                self._folder(self.place.at(f"{parent}/{folder}"), service["User"][-1], mode)
        kind = service.get("Type", ["simple"])[-1]
        commands = [*service.get("ExecStartPre", []), *service["ExecStart"]]
        last = [] if kind == "oneshot" else commands[-1:]
        for command in commands[: len(commands) - len(last)]:
            done = self._process(name, command, service).wait(300)
            assert done == 0, f"{name}: {command} ended with {done}:\n{self.log(name).read_text()[-3000:]}"
        for command in last:
            self.running[name] = self._process(name, command, service)

    def read(self, name: str) -> dict[str, dict[str, list[str]]]:
        stem, _, instance = name.partition("@")
        file = self.place.at("/etc/systemd/system") / f"{stem}{'@' if instance else ''}.service"
        unit: dict[str, dict[str, list[str]]] = {}
        for line in file.read_text().replace("\\\n", " ").replace("%i", instance).splitlines():
            if line.startswith("["):
                section = unit.setdefault(line.strip("[]"), {})
            elif "=" in line and not line.startswith(("#", ";")):
                key, value = line.split("=", 1)
                section.setdefault(key, []).append(value)
        return unit

    def _process(self, name: str, command: str, service: dict[str, list[str]]) -> "subprocess.Popen[bytes]":
        user = pwd.getpwnam(service["User"][-1])
        with self.log(name).open("ab") as log:
            return subprocess.Popen(
                shlex.split(command.lstrip("-+@!:")),
                cwd=service.get("WorkingDirectory", ["/"])[-1],
                env=self.environment(service),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=user.pw_uid,
                group=user.pw_gid,
                extra_groups=[],
                start_new_session=True,
                umask=int(service.get("UMask", ["0022"])[-1], 8),
            )

    def environment(self, service: dict[str, list[str]]) -> dict[str, str]:
        """What systemd gives: no more than a path, and what the unit and its file say."""
        lines = [
            line
            for file in service.get("EnvironmentFile", [])
            for line in Path(file.lstrip("-")).read_text().splitlines()
        ]
        given = [word for words in service.get("Environment", []) for word in shlex.split(words)]
        pairs = [line.split("=", 1) for line in [*given, *lines] if "=" in line and not line.startswith("#")]
        return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", **dict(pairs)}

    def _folder(self, folder: Path, user: str, mode: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)

    def _end(self, name: str) -> None:
        process = self.running.pop(name, None)
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{name} doesn't stop within {STOPPING} seconds.") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    # Debian's servers, in our folder
    def _start_postgresql(self) -> None:
        data = self.place.at("/postgres")
        if not data.exists():
            self._folder(data, "postgres", 0o700)
            self._folder(self.place.at("/run/postgresql"), "postgres", 0o2775)
            self._folder(self.place.at("/var/log/postgresql"), "postgres", 0o2775)
            done = run(
                self._pg("initdb"),
                "-D",
                data,
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--auth-host=scram-sha-256",
                user="postgres",
            )
            assert done.returncode == 0, done.stderr
        said = self._pg_ctl("start", "-l", str(data / "server.log"), "-o", self._postgresql_options())
        assert said.returncode == 0, said.stdout + said.stderr

    def _postgresql_options(self) -> str:
        sockets = self.place.at("/run/postgresql")
        return f"-p {self.place.ports[5432]} -k {sockets} -c listen_addresses=127.0.0.1"

    def _pg_ctl(self, verb: str, *more: str) -> subprocess.CompletedProcess[str]:
        # No pipe: the server would hold it open.
        return run(
            self._pg("pg_ctl"),
            "-D",
            self.place.at("/postgres"),
            "-w",
            verb,
            *more,
            user="postgres",
            capture_output=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _pg(self, program: str) -> Path:
        newest = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
        return newest / program

    def _start_redis(self) -> None:
        folder = self.place.at("/var/lib/redis")
        self._folder(folder, "redis", 0o750)
        port = str(self.place.ports[6379])
        self.spawn("redis-server", "redis", "redis-server", "--port", port, "--dir", folder, "--bind", "127.0.0.1")

    def _start_pgbouncer(self) -> None:
        self.spawn("pgbouncer", "postgres", "pgbouncer", self.place.at("/etc/pgbouncer/pgbouncer.ini"))

    def _start_nginx(self) -> None:
        self.spawn("nginx", "root", "nginx", "-c", self.place.at("/etc/nginx/nginx.conf"), "-g", "daemon off;")

    def spawn(self, name: str, user: str, *command: str | Path) -> None:
        """Debian starts pgbouncer and nginx with its packages' own units."""
        with self.log(name).open("ab") as log:
            account = pwd.getpwnam(user)
            self.running[name] = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                user=account.pw_uid,
                group=account.pw_gid,
                extra_groups=[],
                start_new_session=True,
            )
        time.sleep(1)
        assert self.is_active(name), self.log(name).read_text()
