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
    assert read(DEMO="", SITE_URL="https://mentoring.example.org", TRUSTED_PROXIES="1").DEMO is False
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


@pytest.mark.parametrize(
    ("written", "ours", "netloc"),
    [
        ("https://mentoring.example.org", "https://mentoring.example.org", "mentoring.example.org"),
        ("https://Mentoring.Example.org:8443/", "https://mentoring.example.org:8443", "mentoring.example.org:8443"),
        ("https://mentoring.example.org:443", "https://mentoring.example.org", "mentoring.example.org"),
        ("http://localhost:80", "http://localhost", "localhost"),
        ("http://192.0.2.7:8000", "http://192.0.2.7:8000", "192.0.2.7:8000"),
        ("http://[2001:db8::7]:8000", "http://[2001:db8::7]:8000", "[2001:db8::7]:8000"),
    ],
)
def test_the_address_stands_as_browsers_write_it(read, written, ours, netloc):
    found = read(SITE_URL=written, TRUSTED_PROXIES="1")
    assert (ours, netloc) == (found.SITE_URL, found.SITE_NETLOC)
    assert [ours] == found.CSRF_TRUSTED_ORIGINS
    assert netloc == found.SECURE_SSL_HOST


A_PATH = "The application needs a host name of its own; below a path of another site it can't run."
LIKE = "SITE_URL must be an address like https://mentoring.example.org or http://localhost:8000, it is “{}”."


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("mentoring.example.org", "SITE_URL must begin with https:// or http://, it is “{}”."),
        ("localhost:8000", "SITE_URL must begin with https:// or http://, it is “{}”."),
        ("ftp://mentoring.example.org", "SITE_URL must begin with https:// or http://, it is “{}”."),
        ("https:mentoring.example.org", "SITE_URL must begin with https:// or http://, it is “{}”."),
        ("https://", "SITE_URL must begin with https:// or http://, it is “{}”."),
        ("https://example.org/mentoring", f"SITE_URL must end after the host and its port, it is “{{}}”. {A_PATH}"),
        ("https://example.org/?x=1", f"SITE_URL must end after the host and its port, it is “{{}}”. {A_PATH}"),
        ("https://example.org#top", f"SITE_URL must end after the host and its port, it is “{{}}”. {A_PATH}"),
        ("https://example.org and more", LIKE),
        ("https://example.org:https", LIKE),
        ("https://example.org:", LIKE),
        ("https://example.org:99999", LIKE),
        ("https://example.org,example.com", LIKE),
        ("https://name:secret@example.org", LIKE),
        ("https://m_1.example.org", LIKE),
        ("https://mentöring.example.org", LIKE),
        ("https://example..org", LIKE),
        ("http://[2001:db8::7", LIKE),
        ("http://[2001:db8::g]", LIKE),
    ],
)
def test_an_address_that_is_none_is_refused(read, written, sentence):
    assert refusal(read, SITE_URL=written, TRUSTED_PROXIES="1") == sentence.format(written)


@pytest.mark.parametrize(
    "url", ["redis://10.0.0.7", "rediss://:pass@r.example.org:6380/3", "unix:///run/redis.sock?db=2"]
)
def test_a_broker_is_taken_as_it_is_named(read, url):
    assert url == read(REDIS_URL=url).REDIS_URL


@pytest.mark.parametrize(
    "url",
    [
        "secret@127.0.0.1:6379/0",
        "127.0.0.1:6379",
        "http://:secret@127.0.0.1",
        "valkey://:secret@127.0.0.1",
        "unix:/r.sock",
    ],
)
def test_a_broker_without_a_scheme_that_we_know_is_refused(read, url):
    assert refusal(read, REDIS_URL=url) == "REDIS_URL must begin with redis://, rediss:// or unix://."


@pytest.mark.parametrize(
    "url", ["redis://:sec/ret@host:6379/0", "redis://:sec#ret@host:6379/0", "redis://host/zero", "redis://", "unix://"]
)
def test_a_broker_that_would_be_read_as_another_one_is_refused(read, url):
    said = refusal(read, REDIS_URL=url)
    assert said.startswith("REDIS_URL can't be read. It must be like redis://:password@host:6379/0. Signs such as /")
    assert "ret" not in said


@pytest.mark.parametrize("url", ["mysql://:secret@127.0.0.1/m", "127.0.0.1/m", "sqlite:///m", "postgis://127.0.0.1/m"])
def test_a_database_that_is_no_postgresql_is_refused(read, url):
    assert refusal(read, DATABASE_URL=url) == "DATABASE_URL must begin with postgres://."


def test_a_database_that_cant_be_read_or_has_no_name_is_refused(read):
    unreadable = refusal(read, DATABASE_URL="postgres://ana:sec/ret@127.0.0.1:5432/mentoring")
    assert unreadable.startswith("DATABASE_URL can't be read. It must be like postgres://user:password@host:5432/name.")
    assert "ret" not in unreadable
    assert refusal(read, DATABASE_URL="postgres://ana:secret@127.0.0.1:5432") == (
        "DATABASE_URL names no database. It must be like postgres://user:password@host:5432/name."
    )
    by_service = read(DATABASE_URL="postgres:///?service=mentoring").DATABASE
    assert by_service["OPTIONS"]["service"] == "mentoring"


def test_https_that_would_redirect_to_itself_is_refused(read):
    assert refusal(read, SITE_URL="https://mentoring.example.org") == (
        "With https in SITE_URL, TRUSTED_PROXIES must be 1 or more, or SSL_REDIRECT 0: https ends at a proxy, and "
        "while its X-Forwarded-Proto isn't believed, each page would redirect to itself."
    )
    assert read(SSL_REDIRECT="0").SECURE_SSL_REDIRECT is False
    assert read(SSL_REDIRECT="", TRUSTED_PROXIES="1").SECURE_SSL_REDIRECT is True


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SITE_URL"])
def test_none_of_what_an_installation_needs_has_a_default(read, name):
    assert refusal(read, **{name: " "}) == (
        f"{name} is not set. Set all of SECRET_KEY, DATABASE_URL, REDIS_URL and SITE_URL in the environment "
        "(docs/operating.md); make run and make demo alone need none of them."
    )


def test_all_that_is_missing_is_said_at_once(read):
    assert refusal(read, SECRET_KEY="", SITE_URL="").startswith("SECRET_KEY and SITE_URL are not set. Set all of ")


@pytest.mark.parametrize(
    ("written", "starttls", "tls", "port"),
    [
        ("", False, False, 25),
        ("off", False, False, 25),
        ("starttls", True, False, 587),
        ("1", True, False, 587),
        ("tls", False, True, 465),
        ("TLS", False, True, 465),
    ],
)
def test_the_mail_server_is_spoken_to_as_email_tls_says(read, written, starttls, tls, port):
    options = read(EMAIL_TLS=written, EMAIL_HOST="mail.example.org").SMTP_OPTIONS
    assert (options["use_tls"], options["use_ssl"], options["port"]) == (starttls, tls, port)
    assert read(EMAIL_PORT="2525").SMTP_OPTIONS["port"] == 2525


@pytest.mark.parametrize("written", ["ssl", "true", "0", "yes", "465"])
def test_another_email_tls_is_refused(read, written):
    assert refusal(read, EMAIL_TLS=written) == f"EMAIL_TLS must be starttls, tls or off, it is “{written}”."


def test_a_file_of_certificate_authorities_has_to_hold_some(read, tmp_path):
    none, empty = tmp_path / "none.pem", tmp_path / "empty.pem"
    empty.write_text("Not a certificate.")
    assert refusal(read, EMAIL_CA_FILE=str(none)) == f"EMAIL_CA_FILE names {none}, which is no file."
    assert refusal(read, EMAIL_CA_FILE=str(empty)) == (
        f"EMAIL_CA_FILE names {empty}, which holds no certificates in the PEM format (-----BEGIN CERTIFICATE-----)."
    )


def test_djangos_own_way_to_a_mail_server_is_ours(read):
    """It would not know EMAIL_CA_FILE."""
    named = read(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="mail.example.org")
    unnamed = read(EMAIL_BACKEND="", EMAIL_HOST="mail.example.org")
    assert named.MAILERS == unnamed.MAILERS
    assert named.MAILERS["default"]["BACKEND"] == "mentoring.notifications.sending.backends.Smtp"


def test_a_prefix_for_redis_is_a_name(read):
    assert read(REDIS_PREFIX="").REDIS_PREFIX == "mentoring"
    assert read(REDIS_PREFIX="north.example-1").CELERY_TASK_DEFAULT_QUEUE == "north.example-1"
    assert refusal(read, REDIS_PREFIX="two words") == (
        "REDIS_PREFIX must be up to 50 letters, digits, dots, dashes and underscores, it is “two words”."
    )


def test_a_level_of_the_log_that_is_none_is_refused(read):
    assert read(LOG_LEVEL="").LOGGING["level"] == "INFO"
    assert read(LOG_LEVEL="warning").LOGGING["level"] == "WARNING"
    assert refusal(read, LOG_LEVEL="much") == "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, it is “much”."


def test_further_hosts_come_with_commas_or_spaces(read):
    hosts = read(ALLOWED_HOSTS="one.example, two.example three.example,").ALLOWED_HOSTS
    assert {"one.example", "two.example", "three.example"} < set(hosts)
    assert "" not in hosts


def test_who_stays_signed_in_for_how_long_is_set(read):
    usual = read(IDLE_MINUTES="", SIGNED_IN_HOURS="")
    assert (usual.SESSION_COOKIE_AGE, usual.SIGNED_IN_HOURS) == (30 * 24 * 3600, 90 * 24)
    strict = read(IDLE_MINUTES="30", SIGNED_IN_HOURS="12")
    assert (strict.SESSION_COOKIE_AGE, strict.SIGNED_IN_HOURS) == (1800, 12)
    assert refusal(read, IDLE_MINUTES="5") == "IDLE_MINUTES must be 15 or more, it is “5”."


def test_cookies_keep_their_names_with_the_port_over_http(read):
    plain = read(SITE_URL="http://localhost:8123", PORT="8123")
    names = (plain.SESSION_COOKIE_NAME, plain.CSRF_COOKIE_NAME, plain.THEME_COOKIE_NAME)
    assert names == ("sessionid-8123", "csrftoken-8123", "theme-8123")


def test_only_who_says_so_promises_https_for_the_hosts_below_and_for_the_lists_of_browsers(read):
    https = {
        "SITE_URL": "https://mentoring.example.org",
        "HSTS_SUBDOMAINS": "",
        "HSTS_PRELOAD": "",
        "TRUSTED_PROXIES": "1",
    }

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
