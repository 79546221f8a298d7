"""Where the database and the broker are: named by the environment, or embedded in the data folder."""

import os
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mentoring.embedded import presence

ROOT = Path(__file__).resolve().parent.parent.parent
OUTSIDE = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL")
_used: dict[str, Callable[[], bool]] = {}


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR") or ROOT / "var" / "run").absolute()


def prepare() -> None:
    """Set SECRET_KEY, DATABASE_URL and REDIS_URL, if missing, for this process and its children.

    Starts or joins the embedded servers, which stop with the last process that uses them. Raises Trouble.
    """
    if all(os.environ.get(name) for name in OUTSIDE):
        return
    folder = data_dir()
    folder.mkdir(parents=True, exist_ok=True)
    with presence.door(folder):
        if not os.environ.get("SECRET_KEY"):
            os.environ["SECRET_KEY"] = _secret_key(folder / "secret-key")
        os.environ.setdefault("STATIC_ROOT", str(folder / "static"))
        _join(folder)


def dead() -> str:
    """The name of an embedded server that this process uses and that has died, or an empty string."""
    return next((name for name, alive in _used.items() if not alive()), "")


def _join(folder: Path) -> None:
    from mentoring.embedded import postgres, valkey  # here, because with outside servers the wheels may be missing

    for variable, name, server in (
        ("DATABASE_URL", "embedded database", postgres),
        ("REDIS_URL", "embedded broker", valkey),
    ):
        if not os.environ.get(variable):
            data = folder / server.__name__.rpartition(".")[2]
            presence.enter(folder, stop=partial(server.stop, data))
            os.environ[variable] = server.start(data)
            _used[name] = partial(server.alive, data)


def _secret_key(path: Path) -> str:
    if not path.exists() or not path.read_text().strip():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()
