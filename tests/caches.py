"""The caches of tests: this process's own, and as strict about what they keep as those of an installation."""

import json
from typing import Any

from django.core.cache.backends.locmem import LocMemCache


class OwnCache(LocMemCache):
    def set(self, key: Any, value: Any, *args: Any, **more: Any) -> None:
        super().set(key, json.loads(json.dumps(value)), *args, **more)

    def add(self, key: Any, value: Any, *args: Any, **more: Any) -> bool:
        return super().add(key, json.loads(json.dumps(value)), *args, **more)
