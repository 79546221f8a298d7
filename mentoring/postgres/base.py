"""Django finds the backend here: `ENGINE = "mentoring.postgres"`."""

import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool, PoolTimeout

from mentoring.postgres import limits
from mentoring.postgres.connection import Connection

PAUSE = 0.25  # seconds between two tries: a server that is being restarted refuses at once, and so does PgBouncer
PATIENCE = 5  # seconds for a connection; a server that is restarted is often back by then


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """Without a pool of our own there may be a pooler between that refuses a session's own limits."""
        params: dict[str, Any] = super().get_connection_params()
        told = limits.used().options
        if told and self.settings_dict["OPTIONS"].get("pool"):
            params["options"] = f"{params.get('options', '')} {told}".strip()
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        until = time.monotonic() + min(PATIENCE, limits.patience() or PATIENCE)
        lying = self.pool.max_size if self.pool else 0  # so many may be dead without the server being away
        while True:
            try:
                return self._pooled(conn_params) if self.pool else self._single(conn_params)
            except (PoolTimeout, Dead):
                if time.monotonic() >= until:
                    raise
            lying -= 1
            if lying < 0:
                time.sleep(PAUSE)

    def _pooled(self, conn_params: dict[str, Any]) -> Any:
        """After a restart of the server, all that lie in the pool are dead, and each is thrown away at once.

        The pool's own check pauses between two of them, longer each time: four, and nobody waits any more. It also
        tries a server that is away less and less often, at last once in minutes; asked anew, it tries at once.
        """
        return self._checked(super().get_new_connection(conn_params))

    def _single(self, conn_params: dict[str, Any]) -> Any:
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        try:
            found = Connection.connect(**conn_params)
            ConnectionPool.check_connection(found)  # PgBouncer lets everybody in, and has no server for them yet
        except psycopg.OperationalError as error:
            raise Dead(str(error)) from error
        return found

    def _checked(self, found: Any) -> Any:
        try:
            ConnectionPool.check_connection(found)
        except psycopg.Error as error:
            self.pool.putconn(found)
            raise Dead(str(error)) from error
        return found


class Dead(psycopg.OperationalError):
    """No connection this time, or one that had ended meanwhile."""
