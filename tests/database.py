"""The database of a test: a copy of the migrated one for each worker, quickly cleared, and set the stage once for many.

The cast (and the world) stand in a transaction around the tests that ask for them. Each test goes on in a savepoint of
its own and gets its own copy of the objects, so that none meets what another has done.
"""

import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TransactionTestCase

from tests import clock, cluster

# Rows of the migrations, which no test changes.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}
LAYERS = ["cast", "world", "browsers"]
COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences"}
STAGE = pytest.StashKey["Stage"]()
Build = Callable[[SimpleNamespace | None], SimpleNamespace]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """In place of pytest-django's, which migrates a database for each worker anew."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}"
    cluster.copy(name)
    before = connection.settings_dict["NAME"]
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        patch.setattr(TransactionTestCase, "_fixture_teardown", clear)
        yield
        connection.close()
        connection.settings_dict["NAME"] = before
    cluster.drop(name)


def clear(_: TransactionTestCase) -> None:
    """Take away what was committed. Django's own flush locks and empties all tables, though most are empty."""
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if table not in KEPT]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables))
        filled = "; ".join(f'DELETE FROM "{name}"' for (name,) in cursor.fetchall())
        if filled:  # without triggers: those that keep rows from being deleted, and foreign keys
            cursor.execute(f"SET session_replication_role = replica; {filled}; RESET session_replication_role")


@dataclass
class Layer:
    name: str
    people: bytes = b""  # pickled: read anew for each test
    atomic: transaction.Atomic = field(default_factory=transaction.atomic)


class Stage:
    """What stands before a test begins: the cast, upon it the world, upon that everybody signed in."""

    def __init__(self, blocker) -> None:
        self.blocker = blocker
        self.layers: list[Layer] = []

    def has(self, name: str) -> bool:
        return name in [layer.name for layer in self.layers]

    def people(self) -> SimpleNamespace:
        """As they were when the layer was built: what a test changes in its own copy, no other test meets."""
        return pickle.loads(self.layers[-1].people)

    def set(self, builds: dict[str, Build]) -> None:
        """Take down what isn't asked for, build what is missing."""
        while [layer.name for layer in self.layers] != list(builds)[: len(self.layers)]:
            self._take_down()
        for name, build in builds.items():
            if not self.has(name):
                self._put_up(name, build)

    def _put_up(self, name: str, build: Build) -> None:
        layer = Layer(name)
        with self.blocker.unblock(), clock.standing():
            layer.atomic.__enter__()
            below, self.layers = (self.people() if self.layers else None), [*self.layers, layer]
            try:
                layer.people = pickle.dumps(build(below))
                connection.check_constraints()
                connection.run_on_commit = []  # as if it had been committed
                cache.clear()
            except BaseException:
                self._take_down()
                raise

    def _take_down(self) -> None:
        with self.blocker.unblock():
            transaction.set_rollback(True)
            self.layers.pop().atomic.__exit__(None, None, None)


@pytest.fixture(scope="session")
def stage(request, django_db_setup, django_db_blocker):
    stage = request.config.stash[STAGE] = Stage(django_db_blocker)
    yield stage
    stage.set({})


@pytest.fixture
def stage_is_set(request, stage, builds) -> None:
    stage.set({name: builds[name] for name in asked_for(request.node)})


@pytest.fixture
def _django_db_helper(stage_is_set, _django_db_helper):
    """pytest-django's own begins the savepoint of the test: the stage is set before that."""


def pytest_runtest_setup(item) -> None:
    if STAGE in item.config.stash and not asked_for(item):
        item.config.stash[STAGE].set({})


def asked_for(item) -> list[str]:
    """The layers that stand before this test. One that commits builds its own."""
    if commits(item):
        return []
    known = item._fixtureinfo.name2fixturedefs
    return [name for name in LAYERS if name in known and known[name][-1].func.__module__ == "tests.conftest"]


def commits(item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or not COMMITTING.isdisjoint(item.fixturenames)
