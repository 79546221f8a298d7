"""Django finds the backend here: `ENGINE = "mentoring.postgres"`."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from mentoring.postgres import limits
from mentoring.postgres.connection import Connection


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """Without a pool of our own there may be a pooler between, which refuses a session's own limits."""
        params: dict[str, Any] = super().get_connection_params()
        told = limits.used().options
        if told and self.settings_dict["OPTIONS"].get("pool"):
            params["options"] = f"{params.get('options', '')} {told}".strip()
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if self.pool:
            return super().get_new_connection(conn_params)
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        return Connection.connect(**conn_params)
