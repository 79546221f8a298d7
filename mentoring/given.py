"""What an installation is given in its environment: in one form, or ImproperlyConfigured with one sentence.

No sentence repeats the address of a server, since that may hold a password.
"""

import ipaddress
import re
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

NEEDED = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SITE_URL")
USUAL_PORTS = {"http": 80, "https": 443}
LABEL = re.compile(r"[a-z0-9-]{1,63}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,49}")
DATABASE_OF_REDIS = re.compile(r"/?(?:[0-9]{1,5}/?)?")
ENCODED = "Signs such as / # ? and @ in its password have to be written as %2F %23 %3F and %40."


def everything(environment: Mapping[str, str]) -> None:
    """Raises where one is missing that no installation goes without."""
    missing = [name for name in NEEDED if not environment.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(
            f"{_and(missing)} {'is' if len(missing) == 1 else 'are'} not set. Set all of {_and(NEEDED)} in the "
            "environment (docs/operating.md); make run and make demo alone need none of them."
        )


def site(url: str) -> str:
    """As browsers write it: small letters, no slash at the end, no port that goes without saying."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _no_site(url) from None
    if parts.scheme not in USUAL_PORTS or not parts.netloc:
        raise ImproperlyConfigured(f"SITE_URL must begin with https:// or http://, it is “{url}”.")
    if parts.path.strip("/") or "?" in url or "#" in url:
        raise ImproperlyConfigured(
            f"SITE_URL must end after the host and its port, it is “{url}”. The application needs a host name of its "
            "own; below a path of another site it can't run."
        )
    if parts.netloc.lower() not in _ways_to_write(host, port) or not _is_host(host):
        raise _no_site(url)
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != USUAL_PORTS[parts.scheme] else "")


def database(url: str) -> str:
    """The address of a PostgreSQL database, as it is."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://.")
    try:
        found = dj_database_url.parse(url)
    except ValueError:
        raise _unreadable("DATABASE_URL", "postgres://user:password@host:5432/name") from None
    if not found["NAME"] and not found.get("OPTIONS", {}).get("service"):
        raise ImproperlyConfigured(
            "DATABASE_URL names no database. It must be like postgres://user:password@host:5432/name."
        )
    return url


def redis(url: str) -> str:
    """The address of a Redis or Valkey, as it is."""
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")
    try:
        parts = urlsplit(url)
        where = parts.path if parts.scheme == "unix" else _of_a_network(parts)
    except ValueError:
        where = ""
    if not where or parts.fragment:
        raise _unreadable("REDIS_URL", "redis://:password@host:6379/0")
    return url


def choice(name: str, written: str, choices: Mapping[str, str], *, must_be: str) -> str:
    if written.lower() not in choices:
        raise ImproperlyConfigured(f"{name} must be {must_be}, it is “{written}”.")
    return choices[written.lower()]


def name(variable: str, written: str) -> str:
    """Letters, digits, dots, dashes and underscores: what neither Redis nor a log reads as something else."""
    if not NAME.fullmatch(written):
        raise ImproperlyConfigured(
            f"{variable} must be up to 50 letters, digits, dots, dashes and underscores, it is “{written}”."
        )
    return written


def certificates(variable: str, path: str) -> str:
    """A file of certificate authorities (PEM), or nothing."""
    if not path:
        return ""
    if not Path(path).is_file():
        raise ImproperlyConfigured(f"{variable} names {path}, which is no file.")
    try:
        ssl.create_default_context().load_verify_locations(path)
    except ssl.SSLError:
        raise ImproperlyConfigured(
            f"{variable} names {path}, which holds no certificates in the PEM format (-----BEGIN CERTIFICATE-----)."
        ) from None
    except OSError as error:
        raise ImproperlyConfigured(f"{variable} names {path}, which can't be read: {error.strerror}.") from None
    return path


def leads_to_itself(*, redirects: bool, proxies: int) -> None:
    """Our server speaks no TLS, so somebody before it has to, and has to be believed when it says so."""
    if redirects and not proxies:
        raise ImproperlyConfigured(
            "With https in SITE_URL, TRUSTED_PROXIES must be 1 or more, or SSL_REDIRECT 0: https ends at a proxy, and "
            "while its X-Forwarded-Proto isn't believed, each page would redirect to itself."
        )


def _of_a_network(parts: SplitResult) -> str:
    """The host, or nothing where something else is wrong. Raises ValueError for a port that is none."""
    is_right = DATABASE_OF_REDIS.fullmatch(parts.path) and parts.port != 0
    return (parts.hostname or "") if is_right else ""


def _ways_to_write(host: str, port: int | None) -> set[str]:
    shown = f"[{host}]" if ":" in host else host
    return {f"{shown}:{port}"} if port else {shown}


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            return bool(ipaddress.IPv6Address(host))
        except ValueError:
            return False
    return all(LABEL.fullmatch(label) for label in host.split("."))


def _no_site(url: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"SITE_URL must be an address like https://mentoring.example.org or http://localhost:8000, it is “{url}”."
    )


def _unreadable(name: str, like: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} can't be read. It must be like {like}. {ENCODED}")


def _and(names: tuple[str, ...] | list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
