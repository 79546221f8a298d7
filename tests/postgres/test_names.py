"""Names are sorted and found as people read them, whatever the collation of the database."""

import importlib
import secrets
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from mentoring.accounts.models import User
from mentoring.postgres import names
from tests import cluster, factories
from tests.backups.servers import SYSTEM, system_server, system_versions, without_system

MIGRATION = importlib.import_module("mentoring.accounts.migrations.0007_user_called")
SORTED = ["Adam", "Ángela", "anna", "Østen", "Oswald", "Zoë", "Василий"]
FOUND = {
    "angela": ["Ángela"],
    "ÁNGELA": ["Ángela"],
    "osten": ["Østen"],
    "zoe": ["Zoë"],
    "василии": ["Василий"],
    "an": ["Ángela", "anna"],
    "%": [],
}


@pytest.fixture
def people(db):
    for name in reversed(SORTED):
        factories.UserFactory(name=name)


@pytest.fixture
def server(monkeypatch):
    """A database whose own collation knows nothing but ASCII."""
    with _database("C") as url:
        yield url


@contextmanager
def _database(locale):
    name = f"names_{secrets.token_hex(4)}"
    with psycopg.connect(cluster.url_of("postgres"), autocommit=True) as main:
        create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE {}"
        main.execute(sql.SQL(create).format(sql.Identifier(name), sql.Literal(locale)))
    try:
        yield cluster.url_of(name)
    finally:
        cluster.drop(name)


def test_lists_are_sorted_by_name_without_accents_and_capitals(people):
    assert list(User.objects.order_by(names.ByName("name")).values_list("name", flat=True)) in (
        SORTED,  # by ICU, for which Ø stands right behind O
        ["Adam", "Ángela", "anna", "Østen", "Oswald", "Zoë", "Василий"],
    )


@pytest.mark.parametrize(("sought", "found"), FOUND.items())
def test_searches_find_names_without_accents_and_capitals(people, sought, found):
    if sought == "василии":
        sought = "василий"  # whether й counts as и with an accent is up to the server's rules
    rows = User.objects.filter(name__reads_like=sought).order_by(names.ByName("name"))
    assert list(rows.values_list("name", flat=True)) == found


def test_what_is_found_by_is_made_plain_once_and_the_server_is_asked_for_its_collation_once(
    people, django_assert_num_queries
):
    names._known.clear()
    with django_assert_num_queries(1) as asked:
        list(User.objects.filter(name__reads_like="zoe").order_by(names.ByName("name")))
    assert asked.captured_queries[0]["sql"].count("(SELECT plain_words(") == 1
    assert len(names._known) == 1


def ask(url, *, with_icu):
    """The same expressions as Django writes them, by a bare connection."""
    collation = names.ICU if with_icu else "pg_c_utf8"
    with psycopg.connect(url, autocommit=True) as bare:
        bare.execute(MIGRATION.PLAIN_WORDS)
        bare.execute("CREATE TABLE people (name text)")
        bare.cursor().executemany("INSERT INTO people VALUES (%s)", [(name,) for name in reversed(SORTED)])
        by = f'name COLLATE "{names.ICU}"' if with_icu else f'plain_words(name COLLATE "{collation}") COLLATE "C"'
        found = {}
        for sought in FOUND:
            plain = [f'plain_words({one}::text COLLATE "{collation}")' for one in ("name", "%s")]
            rows = bare.execute(
                f"SELECT name FROM people WHERE strpos({plain[0]}, {plain[1]}) > 0 ORDER BY {by}", [sought]
            )
            found[sought] = [name for (name,) in rows]
        order = [name for (name,) in bare.execute(f"SELECT name FROM people ORDER BY {by}")]
        return order, found, bare.execute("SELECT count(*) FROM pg_extension WHERE extname = 'unaccent'").fetchone()[0]


def test_a_database_that_knows_only_ascii_sorts_and_finds_all_the_same(server):
    order, found, extensions = ask(server, with_icu=False)
    assert (order, extensions) == (SORTED, 1)
    assert {**found, "василии": FOUND["василии"]} == FOUND


def test_without_the_extension_names_are_found_as_well(server, monkeypatch):
    """As where only some extensions are allowed."""
    monkeypatch.setattr(
        MIGRATION, "PLAIN_WORDS", MIGRATION.PLAIN_WORDS.replace("IF NOT EXISTS unaccent", "nowhere_to_be_found")
    )
    assert ask(server, with_icu=False) == (SORTED, FOUND, 0)


@pytest.mark.processes
@without_system()
def test_with_icu_names_are_sorted_by_it_and_an_ordinary_role_may_set_all_up():
    with system_server(system_versions()[-1]) as url:
        order, found, extensions = ask(url, with_icu=True)
    assert (order, extensions) == (SORTED, (SYSTEM.parent / "postgresql").exists())
    assert {**found, "василии": FOUND["василии"]} == FOUND


@pytest.mark.parametrize(
    ("chosen", "written"),
    [
        (names.ICU, '"accounts_user"."name" COLLATE "und-x-icu" ASC'),
        ("C", 'plain_words("accounts_user"."name" COLLATE "C")'),
    ],
)
def test_each_server_is_asked_in_the_way_it_knows(monkeypatch, db, chosen, written):
    monkeypatch.setattr(names, "collation", lambda _: chosen)
    assert str(User.objects.order_by(names.ByName("name")).query).partition("ORDER BY ")[2].startswith(written)


def test_the_backend_knows_a_collation_of_its_server(db):
    assert names.collation(connection) in names.PREFERRED
