"""Tells a service like Sentry about errors, where SENTRY_DSN names one. What leaves is in scrubbing.py."""

import logging
from importlib.util import find_spec
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured

import mentoring

MISSING = (
    "SENTRY_DSN is set, but the package sentry-sdk isn't installed, so no error is reported. "
    "Install it, or leave SENTRY_DSN empty."
)
NO_DSN = "SENTRY_DSN must be the address that the service gave you for this project, such as https://key@host/1."
# Strangers cause these at will, and no fault of ours is behind them.
NOT_OURS = "django.security.*"
log = structlog.get_logger(__name__)


def start(dsn: str, *, place: str, transport: Any = None) -> None:
    """`place` tells several installations apart. Nothing is patched but logging: what is reported has been logged."""
    if find_spec("sentry_sdk") is None:
        log.error("errors_are_not_reported", why=MISSING)
        return
    import sentry_sdk
    from sentry_sdk.integrations import atexit, dedupe, excepthook
    from sentry_sdk.integrations.logging import LoggingIntegration, ignore_logger
    from sentry_sdk.utils import BadDsn

    from mentoring.watching import scrubbing

    logged = LoggingIntegration(level=None, event_level=logging.ERROR, sentry_logs_level=None)
    quiet = atexit.AtexitIntegration(callback=lambda pending, timeout: None)
    ignore_logger(NOT_OURS)
    try:
        sentry_sdk.init(
            dsn,
            release=f"mentoring@{mentoring.__version__}",
            environment=place,
            transport=transport,
            before_send=scrubbing.Scrubber(),
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[logged, quiet, dedupe.DedupeIntegration(), excepthook.ExcepthookIntegration()],
            include_local_variables=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            auto_session_tracking=False,
            send_client_reports=False,
            propagate_traces=False,
            server_name="",
        )
    except BadDsn:
        raise ImproperlyConfigured(NO_DSN) from None
