"""Two at the same moment, in two connections: the second waits for what the first has locked, then goes on."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from mentoring.web.integrity import Refused

WAITS_FOR_US = """
    SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
"""


def loses(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What becomes of `second`, which has to wait until `first` is committed: its result, or why it was refused.

    Whatever else it raises, the test raises, too. Needs a test that commits (`transaction=True`).
    """
    outcomes: list[Any] = []
    thread = threading.Thread(target=lambda: outcomes.append(_outcome(second)))
    with transaction.atomic():
        first()
        thread.start()
        _until_it_waits(thread)
    thread.join(timeout=60)
    [outcome] = outcomes
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _outcome(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Refused as refused:
        return refused.sentence
    except Exception as error:
        return error
    finally:
        connection.close()


def _until_it_waits(thread: threading.Thread) -> None:
    for _ in range(6000):
        with connection.cursor() as cursor:
            cursor.execute(WAITS_FOR_US)
            if cursor.fetchone()[0]:
                return
        assert thread.is_alive(), "it was done without waiting"
        time.sleep(0.01)
    raise AssertionError("it never came to wait")
