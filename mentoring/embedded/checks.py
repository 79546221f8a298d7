"""Checks before the application starts. Each raises Trouble with a sentence that says what is wrong."""

import socket
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from mentoring import given
from mentoring.embedded.trouble import Trouble

OLDEST_POSTGRES = 15


def folder(path: Path) -> Path:
    """The folder for the embedded data, made if needed. Raises Trouble if it can't be written to."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Trouble(f"The data can't be kept in {path}: {reason}. Name another folder in DATA_DIR.") from None


def port(text: str) -> int:
    """The port as a number. Raises Trouble if it isn't one, or if somebody already listens there."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT must be a number from 1 to 65535, it is “{text}”.")
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", int(text)))
        except PermissionError:
            raise Trouble(f"Port {text} may only be used by root: choose one above 1023 with PORT.") from None
        except OSError:
            raise Trouble(f"Port {text} is in use: stop what listens there, or choose another with PORT.") from None
    return int(text)


def demo(site_url: str) -> None:
    """The settings refuse it, too; here it is said before anything is started."""
    if site_url.strip().startswith("https://"):
        raise Trouble(
            f"The demo shows every email to everybody, so it doesn't start with SITE_URL={site_url}. "
            "For a real installation use make run; to look at the demo, leave SITE_URL empty."
        )


def database(url: str) -> None:
    import psycopg

    try:
        with psycopg.connect(given.database(url), connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from None
    except psycopg.Error as error:
        raise Trouble(f"The database named by DATABASE_URL{_where(url)} can't be used: {_reason(error)}.") from None
    if version < OLDEST_POSTGRES:
        raise Trouble(f"PostgreSQL {OLDEST_POSTGRES} or newer is needed, DATABASE_URL names PostgreSQL {version}.")


def broker(url: str) -> None:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    patience = {"socket_connect_timeout": 5, "socket_timeout": 5, "retry": Retry(NoBackoff(), 0)}
    try:
        redis.Redis.from_url(given.redis(url), **patience).ping()
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from None
    except (redis.RedisError, ValueError) as error:
        raise Trouble(f"The broker named by REDIS_URL{_where(url)} can't be used: {_reason(error)}.") from None


def _where(url: str) -> str:
    """The host in parentheses, but never the name or the password."""
    host = urlsplit(url).netloc.rpartition("@")[2]
    return f" ({host})" if host else ""


def _reason(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].strip().rstrip(".")
