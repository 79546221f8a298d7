"""Ask a worker to deliver now. If the broker can't be reached, the next minute's beat delivers all the same."""

import structlog

log = structlog.get_logger(__name__)


def delivery() -> None:
    from mentoring.notifications import tasks

    try:
        tasks.deliver.apply_async(ignore_result=True, retry=False)
    except Exception as error:  # the act itself has succeeded; delivery is only later
        log.warning("broker_unreachable", error=str(error))
