"""Structured logs: JSON lines for machines, readable lines at a terminal, and never the token of a link."""

import logging.config
import re
from typing import Any

import structlog
from structlog.types import EventDict, Processor

# Anyone who has the part after these can act as the person who got the link, or read their calendar.
# Our own words in that place, as in “…/beginning/fit/wish/”, aren't tokens.
TOKEN = re.compile(
    r"/(join|answer|sign|fit|heard|useful|unsubscribe|later|setup|calendar|accounts/confirm-email"
    r"|accounts/password/reset/key)/(?!wish/|reset/)[^/\s?\"']+"
)


def configure(options: dict[str, Any]) -> None:
    """Serves as Django's LOGGING_CONFIG. `options` is LOGGING: `level`, and `readable` for lines that people read."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"lines": {"()": _formatter, "readable": options["readable"]}},
            "filters": {"refused": {"()": lambda: _without_traceback}},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["refused"]}},
            "root": {"handlers": ["console"], "level": options["level"]},
            "loggers": {
                # Our own line about each request already says what these say about a refused one.
                "django.request": {"level": "ERROR"},
                "celery.beat": {"level": "WARNING"},
                "celery.worker.strategy": {"level": "WARNING"},
                "celery.app.trace": {"level": "WARNING" if options["readable"] else "INFO"},
            },
        }
    )
    logging.captureWarnings(True)


def _without_traceback(record: logging.LogRecord) -> bool:
    """What Django refuses, such as a Host that isn't ours, is no fault of the code: its sentence is enough."""
    if record.name.startswith("django.security"):
        record.exc_info = record.exc_text = None
    return True


def without_tokens(text: str) -> str:
    return TOKEN.sub(r"/\1/…", text)


def _formatter(readable: bool) -> structlog.stdlib.ProcessorFormatter:
    last: Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _mask,
    ]


def _mask(logger: Any, method: str, event: EventDict) -> EventDict:
    return {name: without_tokens(value) if isinstance(value, str) else value for name, value in event.items()}
