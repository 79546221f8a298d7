"""What the caches hold is JSON. Django would pickle it, and reading a pickle runs whatever its writer wanted to run.

What can't be read as JSON (what an older version kept, what somebody else wrote) is as if it had never been kept.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone


class Json:
    """For Django's cache in Redis."""

    def dumps(self, value: Any) -> str:
        return json.dumps(value)

    def loads(self, kept: str | bytes) -> Any:
        try:
            return json.loads(kept)
        except (ValueError, RecursionError):
            return None


class KeptValues(DatabaseCache):
    """Django's cache in a table, with a way in and out of its own. None is no value."""

    _table: str  # these two are Django's; its types leave them out
    _cull: Any

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        wanted = {self.make_and_validate_key(key, version=version): key for key in keys}
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT cache_key, value FROM {self._table} WHERE cache_key = ANY(%s) AND expires > %s",  # noqa: S608
                [list(wanted), timezone.now()],
            )
            found = {wanted[name]: Json().loads(kept) for name, kept in cursor.fetchall()}
        return {key: value for key, value in found.items() if value is not None}

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(key, value, timeout, version, instead=True)

    def add(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._write(key, value, timeout, version, instead=False)

    def _write(self, key: Any, value: Any, timeout: float | None, version: int | None, *, instead: bool) -> bool:
        name, now = self.make_and_validate_key(key, version=version), timezone.now()
        until = self.get_backend_timeout(timeout)
        ends = datetime.max.replace(tzinfo=UTC) if until is None else datetime.fromtimestamp(until, UTC)
        with connection.cursor() as cursor:
            self._make_room(cursor, now)
            cursor.execute(
                f"INSERT INTO {self._table} AS old (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
                "ON CONFLICT (cache_key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires "
                "WHERE %s OR old.expires <= %s",
                [name, Json().dumps(value), ends, instead, now],
            )
            return bool(cursor.rowcount)

    def _make_room(self, cursor: Any, now: datetime) -> None:
        cursor.execute(f"SELECT count(*) FROM {self._table}")  # noqa: S608
        (number,) = cursor.fetchone()
        if number > self._max_entries:
            self._cull(connection.alias, cursor, now, number)
