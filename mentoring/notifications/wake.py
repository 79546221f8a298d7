"""Ask a worker to deliver now. If the broker can't be reached, the next minute's beat delivers all the same."""

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)


def after_commit() -> None:
    """Once per transaction, however many letters it writes."""
    if not _is_asked_for():
        transaction.on_commit(_deliver)


def delivery() -> None:
    from mentoring.notifications import tasks

    try:
        tasks.deliver.apply_async(ignore_result=True, retry=False)
    except Exception as error:  # the act itself has succeeded; delivery is only later
        log.warning("broker_unreachable", error=str(error))


def _deliver() -> None:
    delivery()


def _is_asked_for() -> bool:
    # A call registered under a savepoint dies with it: it counts only where ours would die too.
    connection = transaction.get_connection()
    here = set(connection.savepoint_ids)
    return any(call is _deliver and savepoints <= here for savepoints, call, _ in connection.run_on_commit)
