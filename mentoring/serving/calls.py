"""Call a WSGI application for an ASGI request whose body is here already."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from mentoring.serving.bodies import Body

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]


@dataclass
class Answer:
    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""


def call(application: Application, environ: dict[str, Any]) -> Answer:
    """The whole answer, so that no thread waits for whoever reads it slowly. The largest is an export of some MB."""
    answer = Answer()

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        answer.status = int(status.split(" ", 1)[0])
        answer.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    pieces = application(environ, start)
    try:
        answer.body = b"".join(pieces)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    return answer


def environ_of(scope: dict[str, Any], body: Body) -> dict[str, Any]:
    """As PEP 3333 wants it. Headers with an underscore in their name are dropped: they could pass for a proxy's."""
    host, port = scope.get("server") or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": _path(scope),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body.stream,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    return {**environ, **_headers(scope["headers"]), "CONTENT_LENGTH": str(body.length)}


def _path(scope: dict[str, Any]) -> str:
    raw = scope.get("raw_path")
    sent = unquote_to_bytes(raw.partition(b"?")[0]) if raw else scope["path"].encode()
    return str(sent.decode("latin-1"))


def _headers(given: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, value in given:
        if b"_" not in name:
            found.setdefault(name.decode("latin-1").upper().replace("-", "_"), []).append(value.decode("latin-1"))
    return {
        name if name == "CONTENT_TYPE" else f"HTTP_{name}": ("; " if name == "COOKIE" else ",").join(values)
        for name, values in found.items()
        if name != "CONTENT_LENGTH"
    }
