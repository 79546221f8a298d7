"""What of an error leaves the house. Nothing does that isn't named here.

Kept: of which type it was and where in our code, at which address (its pattern), by which method, in which task, the
number of the person, and the number of the request, by which the whole of it is found in our own log. The words of an
error stay here: they quote what people typed, and what the database says about their rows.
"""

import re
import sys
import time
from logging import LogRecord
from threading import Lock
from typing import TYPE_CHECKING, Any

import structlog
from django.http import HttpRequest

from mentoring.watching.counting import METHODS

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

KEPT = ("event_id", "timestamp", "level", "platform", "release", "environment", "logger", "sdk")
KEPT_OF_FRAME = ("filename", "module", "function", "lineno", "in_app", "pre_context", "context_line", "post_context")
NAME = re.compile(r"[a-z][a-z_]{2,60}")  # of one of our own lines in the log, such as “database_is_away”
PAUSE_SECONDS = 60  # between two of the same name that come with no error


class Scrubber:
    def __init__(self) -> None:
        self._told: dict[str, float] = {}
        self._telling = Lock()

    def __call__(self, event: "Event", hint: "Hint") -> "Event | None":
        record: LogRecord | None = hint.get("log_record")
        given: dict[str, Any] = dict(event)
        kept = {name: given[name] for name in KEPT if name in given}
        name = _name(record)
        if errors := _errors(given, record):
            kept["exception"] = {"values": [_of_error(error) for error in errors]}
        elif self._was_just_told(name or str(given.get("logger"))):
            return None
        if name:
            kept["message"] = name
        kept |= _where(getattr(record, "request", None))
        kept["tags"] = kept.get("tags", {}) | _known()
        return kept  # type: ignore[return-value]  # its fields, in a dictionary of ours

    def _was_just_told(self, name: str) -> bool:
        with self._telling:
            now = time.monotonic()
            just = now - self._told.get(name, -PAUSE_SECONDS) < PAUSE_SECONDS
            if not just:
                self._told[name] = now
            return just


def _name(record: LogRecord | None) -> str:
    said = record.msg.get("event") if record and isinstance(record.msg, dict) else ""
    return said if isinstance(said, str) and NAME.fullmatch(said) else ""


def _errors(given: dict[str, Any], record: LogRecord | None) -> list[dict[str, Any]]:
    """Structlog puts the traceback of the error that is being handled into its line, as text."""
    if "exception" not in given and record and isinstance(record.msg, dict) and "exception" in record.msg:
        from sentry_sdk.utils import event_from_exception

        handled = sys.exc_info()
        given |= event_from_exception(handled)[0] if handled[0] else {}
    return list((given.get("exception") or {}).get("values", []))


def _of_error(error: dict[str, Any]) -> dict[str, Any]:
    kept = {name: error[name] for name in ("type", "module") if error.get(name)}
    frames = (error.get("stacktrace") or {}).get("frames", [])
    return kept | {"stacktrace": {"frames": [_of_frame(frame) for frame in frames]}}


def _of_frame(frame: dict[str, Any]) -> dict[str, Any]:
    return {name: frame[name] for name in KEPT_OF_FRAME if name in frame}


def _where(request: Any) -> dict[str, Any]:
    """The pattern of the address, so that no token stands in it. Names the user only if the session was read anyway."""
    if not isinstance(request, HttpRequest):
        return {}
    matched, person = request.resolver_match, getattr(getattr(request, "_cached_user", None), "pk", None)
    where: dict[str, Any] = {"tags": {"method": request.method if request.method in METHODS else "other"}}
    if matched:
        where["transaction"] = f"/{matched.route}"
    return where | ({"user": {"id": str(person)}} if person else {})


def _known() -> dict[str, str]:
    bound = structlog.contextvars.get_contextvars()
    return {name: str(bound[name]) for name in ("request_id", "task") if name in bound}
