"""The caches hold JSON only, so that who can write into one runs nothing here; nor does who can write to the broker."""

import base64
import copy
import json
import pickle
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as of_the_installation
from django.core.cache import caches
from django.db import connection
from kombu.exceptions import ContentDisallowed
from kombu.serialization import dumps, loads

from mentoring.accounts import queries
from mentoring.accounts.models import Organisation
from mentoring.celery import app

pytestmark = pytest.mark.django_db
CACHES = copy.deepcopy(of_the_installation.CACHES)  # before conftest puts this process's own in their place
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
went_off: list[str] = []


def go_off() -> str:
    went_off.append("boom")
    return "boom"


class Bomb:
    def __reduce__(self):
        return go_off, ()


@pytest.fixture(autouse=True)
def real_caches(settings):
    settings.CACHES = CACHES
    went_off.clear()
    yield
    caches["passing"].clear()


@pytest.fixture
def bomb():
    made = pickle.dumps(Bomb())
    assert pickle.loads(made) == went_off.pop() == "boom"
    return made


def into_the_table(name: str, text: str) -> None:
    ends = datetime.now(UTC) + timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kept_values VALUES (%s, %s, %s)", [caches["default"].make_key(name), text, ends])


def into_redis(name: str, written: bytes) -> None:
    caches["passing"]._cache.get_client(write=True).set(caches["passing"].make_and_validate_key(name), written)


def in_the_table() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM kept_values")
        return dict(cursor.fetchall())


def test_a_pickle_in_the_table_isnt_run_and_counts_as_nothing(bomb):
    into_the_table("a", base64.b64encode(bomb).decode())
    into_the_table("b", bomb.decode("latin1").replace("\0", ""))

    assert [caches["default"].get(name, "nothing") for name in "ab"] == ["nothing", "nothing"]
    assert went_off == []
    assert caches["default"].add("a", True) is False  # a lock that somebody holds stays one
    caches["default"].set("a", [1])
    assert caches["default"].get("a") == [1]


def test_a_pickle_in_redis_isnt_run_and_the_page_reads_what_stands_in_the_database(client, bomb):
    Organisation.objects.create(pk=1, name="Harbour Engineering")
    into_redis(queries.KEY, bomb)

    assert "Harbour Engineering" in client.get("/accounts/login/").content.decode()
    assert went_off == []
    assert str(queries.organisation()) == "Harbour Engineering"
    kept = caches["passing"]._cache.get_client().get(caches["passing"].make_and_validate_key(queries.KEY))
    assert json.loads(kept) == ["Harbour Engineering", queries.organisation().hue, "UTC", None]


@pytest.mark.parametrize("alias", ["default", "passing"])
@pytest.mark.parametrize("value", [True, 7, "ü\0", [1.5, 2.5], {"idp": {"x509certMulti": {"signing": ["a"]}}}])
def test_what_json_can_say_comes_back_as_it_was(alias, value):
    caches[alias].set("value", value)
    assert caches[alias].get("value") == value


@pytest.mark.parametrize("alias", ["default", "passing"])
def test_what_json_cant_say_is_refused_aloud(alias):
    with pytest.raises(TypeError):
        caches[alias].set("value", Bomb())


def test_in_the_table_stands_json(db):
    caches["default"].set("value", ["ü", 1])
    assert in_the_table() == {":1:value": '["\\u00fc", 1]'}


def test_a_value_goes_when_its_time_is_over_and_is_then_added_anew():
    cache = caches["default"]
    with time_machine.travel(NOON, tick=False) as clock:
        assert [number for number in (1, 2) if cache.add("lock", number, timeout=60)] == [1]
        assert cache.get("lock") == 1
        clock.shift(61)
        assert (cache.get("lock"), cache.get_many(["lock", "other"])) == (None, {})
        assert [cache.add("lock", 3, timeout=60), cache.get("lock")] == [True, 3]
        cache.set("lock", 4, timeout=None)
        clock.shift(timedelta(days=4000))
        assert (cache.get("lock"), cache.delete("lock"), cache.get("lock")) == (4, True, None)


def test_what_has_ended_makes_room(settings):
    settings.CACHES = CACHES | {"default": CACHES["default"] | {"OPTIONS": {"MAX_ENTRIES": 2}}}
    cache = caches["default"]
    for name in ("a", "b", "c"):
        cache.set(name, 1, timeout=-1)
    cache.set("d", 1)
    assert set(in_the_table()) == {":1:d"}


def test_a_worker_takes_no_pickle(bomb):
    accepted = app.conf.accept_content
    content_type, encoding, body = dumps(Bomb(), serializer="pickle")

    assert (app.conf.task_serializer, set(accepted)) == ("json", {"json"})
    with pytest.raises(ContentDisallowed):
        loads(body, content_type, encoding, accept=accepted)
    assert went_off == []
