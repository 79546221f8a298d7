"""What the settings make of the environment, and what they refuse with a sentence."""

import importlib.util
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured

from mentoring import settings as of_the_run


@pytest.fixture
def read(monkeypatch):
    """`read(SITE_URL="https://…")`: the settings of an installation with that in its environment."""

    def with_these(**environment: str) -> ModuleType:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        spec = importlib.util.spec_from_file_location("settings_anew", of_the_run.__file__)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return with_these


def refusal(read, **environment: str) -> str:
    with pytest.raises(ImproperlyConfigured) as refused:
        read(**environment)
    return str(refused.value)


def test_the_demo_doesnt_start_on_a_public_address(read):
    assert read(DEMO="1", SITE_URL="http://localhost:8000").DEMO is True
    assert read(DEMO="", SITE_URL="https://mentoring.example.org").DEMO is False
    assert refusal(read, DEMO="1") == (
        "DEMO shows every email to everybody, so it doesn't start with SITE_URL=https://mentoring.example.org. "
        "Leave DEMO empty on a real installation; to look at the demo, leave SITE_URL empty."
    )


@pytest.mark.parametrize(
    ("written", "keys"),
    [("", []), ("one", ["one"]), ("one,two", ["one", "two"]), (" one  two, three ", ["one", "two", "three"])],
)
def test_former_keys_come_with_commas_or_spaces(read, written, keys):
    found = read(SECRET_KEY_FALLBACKS=written)
    assert keys == found.SECRET_KEY_FALLBACKS


def test_who_stays_signed_in_for_how_long_is_set(read):
    usual = read(IDLE_MINUTES="", SIGNED_IN_HOURS="")
    assert (usual.SESSION_COOKIE_AGE, usual.SIGNED_IN_HOURS) == (30 * 24 * 3600, 90 * 24)
    strict = read(IDLE_MINUTES="30", SIGNED_IN_HOURS="12")
    assert (strict.SESSION_COOKIE_AGE, strict.SIGNED_IN_HOURS) == (1800, 12)
    assert refusal(read, IDLE_MINUTES="5") == "IDLE_MINUTES must be 15 or more, it is “5”."


def test_cookies_keep_their_names_with_the_port_over_http(read):
    plain = read(SITE_URL="", PORT="8123")
    names = (plain.SESSION_COOKIE_NAME, plain.CSRF_COOKIE_NAME, plain.THEME_COOKIE_NAME)
    assert names == ("sessionid-8123", "csrftoken-8123", "theme-8123")


def test_only_who_says_so_promises_https_for_the_hosts_below_and_for_the_lists_of_browsers(read):
    https = {"SITE_URL": "https://mentoring.example.org", "HSTS_SUBDOMAINS": "", "HSTS_PRELOAD": ""}

    def promised(**environment: str) -> tuple[int, bool, bool]:
        found = read(**https | environment)
        return found.SECURE_HSTS_SECONDS, found.SECURE_HSTS_INCLUDE_SUBDOMAINS, found.SECURE_HSTS_PRELOAD

    assert promised() == (31_536_000, False, False)
    assert promised(HSTS_SUBDOMAINS="1") == (31_536_000, True, False)
    assert promised(HSTS_SUBDOMAINS="1", HSTS_PRELOAD="1") == (31_536_000, True, True)
    assert promised(SITE_URL="http://localhost:8000", HSTS_SUBDOMAINS="1") == (0, False, False)
    assert refusal(read, HSTS_PRELOAD="1", HSTS_SUBDOMAINS="") == (
        "HSTS_PRELOAD needs HSTS_SUBDOMAINS: browsers' lists take no host without those below it."
    )


def test_the_pool_has_a_connection_for_each_thread(read):
    usual = read(WEB_THREADS="", DATABASE_POOL="")
    assert (usual.WEB_THREADS, usual.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]) == (8, 10)
    assert read(WEB_THREADS="3", DATABASE_POOL="").POOL == 5
    assert read(WEB_THREADS="3", DATABASE_POOL="0").POOL == 0
    assert refusal(read, WEB_THREADS="0") == "WEB_THREADS must be 1 or more, it is “0”."
