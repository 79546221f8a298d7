"""Ask a worker to deliver now. If the broker can't be reached, the next minute's beat delivers anyway."""

import time

import structlog
from django.db import transaction
from kombu import pools

from mentoring.celery import app

TASK = "mentoring.notifications.sending.tasks.deliver"  # by name, because tasks are above this module
SILENCE_SECONDS = 30
PATIENCE = {"socket_connect_timeout": 0.4, "socket_timeout": 0.4, "max_retries": 0}  # somebody waits for the page
_silent_until = 0.0
log = structlog.get_logger(__name__)


def after_commit() -> None:
    """Ask once per transaction, however many letters it writes."""
    if not _is_asked_for():
        transaction.on_commit(_deliver)


def delivery() -> None:
    """Never raises, and waits half a second at most. After a failure, it leaves the broker alone for half a minute."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        connection = app.connection_for_write(transport_options=PATIENCE)
        with pools.producers[connection].acquire(block=True) as producer:
            app.send_task(TASK, producer=producer, ignore_result=True, retry=False)
    except Exception as error:  # the act itself has succeeded; only its delivery is late
        _silent_until = time.monotonic() + SILENCE_SECONDS
        log.warning("broker_unreachable", error=str(error))


def _deliver() -> None:
    delivery()


def _is_asked_for() -> bool:
    # A savepoint that rolls back drops its calls, so one only counts if ours would be dropped with it.
    connection = transaction.get_connection()
    here = set(connection.savepoint_ids)
    return any(call is _deliver and savepoints <= here for savepoints, call, _ in connection.run_on_commit)
