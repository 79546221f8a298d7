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


OIDC = {"OIDC_SERVER_URL": "https://id.example.org/realms/harbour/", "OIDC_CLIENT_ID": "mentoring"}


@pytest.mark.parametrize("method", ["", "client_secret_post", "client_secret_basic"])
def test_the_way_to_ask_an_identity_provider_for_tokens_is_set(read, method):
    [app] = read(**OIDC, OIDC_TOKEN_METHOD=method).SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    assert app["settings"] == {"server_url": "https://id.example.org/realms/harbour", "token_auth_method": method}


def test_another_way_and_a_provider_without_a_client_are_refused_in_a_sentence(read):
    assert refusal(read, **OIDC, OIDC_TOKEN_METHOD="private_key_jwt") == (
        "OIDC_TOKEN_METHOD must be client_secret_post or client_secret_basic, or empty for what the provider says; "
        "it is “private_key_jwt”."
    )
    assert refusal(read, **OIDC | {"OIDC_CLIENT_ID": "", "OIDC_TOKEN_METHOD": ""}) == (
        "OIDC_SERVER_URL is set, so OIDC_CLIENT_ID has to be the provider’s name for us."
    )


def test_a_saml_provider_gets_as_long_as_any_other(read):
    [app] = read(SAML_METADATA_URL="https://id.example.org/saml").SOCIALACCOUNT_PROVIDERS["saml"]["APPS"]
    assert (app["name"], app["settings"]["idp"]["metadata_request_timeout"]) == ("your organization", 5)
