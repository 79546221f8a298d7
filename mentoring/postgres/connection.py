"""A connection that gives up on a server that doesn't answer."""

from typing import Any

import psycopg
from psycopg.abc import RV, PQGen

from mentoring.postgres import limits

INTERVAL = 0.1  # seconds between two looks at whether somebody presses Ctrl-C; psycopg's own


class Silent(psycopg.OperationalError):
    """The server hasn't answered in time. The connection is closed: nobody knows what it would say."""


class Connection(psycopg.Connection[Any]):
    def wait(self, gen: PQGen[RV], interval: float = INTERVAL, timeout: float | None = None) -> RV:
        patience = limits.patience()
        if timeout is not None or patience is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, patience)
        except psycopg.errors._WaitTimeout:
            self._give_up()
            raise Silent("It hasn't answered in time.") from None

    def _give_up(self) -> None:
        """Behind a pooler nobody else stops the statement; where the server is frozen, this isn't heard either."""
        self._try_cancel(timeout=0.1)
        self.close()
