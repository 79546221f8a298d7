"""Where the database and the broker are: named by the environment, or embedded in the data folder."""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()


def prepare() -> None:
    """Set SECRET_KEY, DATABASE_URL and REDIS_URL for this process and its children where the environment doesn't."""
    os.environ.setdefault("SECRET_KEY", _secret_key())


def _secret_key() -> str:
    path = data_dir() / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text().strip()
