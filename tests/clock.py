"""The clock of a run: it stands while the tests are collected, and each test begins at that same moment.

So no run meets a midnight on its way, and `CLOCK=2028-02-29T12:00Z` puts the whole of it at another moment. The
database's clock can't be moved; `tests/style.py` finds where it would be asked.
"""

import os
from collections.abc import Generator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

BEGIN = datetime.fromisoformat(os.environ.setdefault("CLOCK", datetime.now(UTC).isoformat()))  # the workers', too
Wrapped = Generator[None, Any, Any]


def standing() -> AbstractContextManager[Any]:
    """The clock stands at that moment. What tests share is made so: for none of them is any of it still to come."""
    return time_machine.travel(BEGIN, tick=False)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Wrapped:
    with standing():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Wrapped:
    if item.get_closest_marker("browser") or item.get_closest_marker("processes"):
        return (yield)
    with time_machine.travel(BEGIN):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Wrapped:
    if fixturedef.scope == "function" or not time_machine.escape_hatch.is_travelling():
        return (yield)
    with standing():
        return (yield)
