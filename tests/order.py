"""Which test runs when, and which ones together on one worker, when several workers share the run (`--dist loadgroup`).

What takes long and mostly waits begins first, so that the others fill the time beside it; browsers come last. Between
them, tests for which the same stage is set follow each other.
"""

import gc

import pytest

from tests.database import asked_for, commits


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]):
    for item in items:
        if shares_a_fixture(item):
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))
    yield  # pytest-django sorts, too
    items.sort(key=rank)
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("long"):
            item.add_marker(pytest.mark.no_cover)  # the floors of coverage are for tests that look closely


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays: the garbage collector needn't go through it again and again."""
    if session.config.getoption("loadgroup", False):  # xdist marks a group in the name, by means that pytest may change
        lost = [
            item.nodeid for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
        ]
        assert not lost, f"xdist no longer keeps these together: {lost[:3]}"
    gc.collect()
    gc.freeze()


def shares_a_fixture(item: pytest.Item) -> bool:
    """One that its module builds once: on two workers it would be built twice."""
    found = (definitions[-1] for definitions in item._fixtureinfo.name2fixturedefs.values())
    return any(one.scope == "module" and one.func.__module__.startswith("tests.") for one in found)


def rank(item: pytest.Item) -> tuple[int, int]:
    if item.get_closest_marker("browser"):
        return 4, 0
    if item.get_closest_marker("processes"):
        return 0, not item.get_closest_marker("xdist_group")
    if item.get_closest_marker("xdist_group"):
        return 1, 0
    if item.get_closest_marker("long"):
        return 2, -9 if commits(item) else -len(asked_for(item))
    return 3, 9 if commits(item) else -len(asked_for(item))
