"""The database of a test: a copy of the migrated one for each worker, quickly cleared."""

import os

import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests import cluster

# Rows of the migrations, which no test changes.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


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
