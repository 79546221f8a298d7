"""Every cookie that any page sets: over https it is named “__Host-…”, and a browser takes it from nowhere else."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mentoring import settings as module
from tests.factories import PASSWORD
from tests.test_access import PRESSED, address, rows
from tests.web.test_web_settings import read  # noqa: F401  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ROOT = Path(module.__file__).parent.parent
SETTINGS = {
    "name": "Miriam Okafor",
    "called": "Miriam",
    "time_zone": "Africa/Lagos",
    "language": "en-us",
    "theme": "dark",
}
SET_BY = re.compile(r"set_cookie|set_signed_cookie|\.cookies\[|document\.cookie|cookieStore")


@pytest.fixture
def secure_site(settings, read):  # noqa: F811
    """The settings that an https address makes, about cookies and all else."""
    of_https = read(SITE_URL="https://testserver", TRUSTED_PROXIES="1", DEMO="")
    for name in dir(of_https):
        if name.startswith(("SESSION_COOKIE_", "CSRF_", "SECURE_", "SITE_")) or "COOKIE" in name:
            setattr(settings, name, getattr(of_https, name))


def walk(world, browsers) -> dict[str, dict]:
    """Every address as three people, and what sets more than an empty form does; each cookie by its name."""
    found: dict[str, dict] = {}

    def look(browser, method, where, data=PRESSED):
        with transaction.atomic():
            answer = browser.post(where, data, secure=True) if method == "POST" else browser.get(where, secure=True)
            transaction.set_rollback(True)
        found.update({name: dict(cookie) for name, cookie in answer.cookies.items() if cookie.value})

    world.mentor.set_password(PASSWORD)
    world.mentor.save()
    look(Client(), "POST", reverse("account_login"), {"login": world.mentor.email, "password": PASSWORD})
    look(browsers["coordinator"], "POST", reverse("settings"), SETTINGS)
    for name, method, _ in rows():
        for browser in (Client(), browsers["coordinator"], browsers["mentee"]):
            look(browser, method, address(name, world))
    return found


def test_over_https_every_cookie_is_for_this_host_alone(secure_site, world, browsers):
    found = walk(world, browsers)
    assert set(found) == {"__Host-sessionid", "__Host-csrftoken", "__Host-theme"}
    for name, cookie in found.items():
        shown = {key: cookie[key] for key in ("path", "domain", "secure", "httponly", "samesite")}
        assert (name, shown) == (
            name,
            {"path": "/", "domain": "", "secure": True, "httponly": True, "samesite": "Lax"},
        )


def test_the_one_of_a_saml_sign_in_is_for_its_next_address_alone(secure_site, settings, client):
    """allauth's. What it leads to opens nothing but the sign-in that this browser's session has begun."""
    app = {"provider_id": "saml", "name": "Example", "client_id": "here", "settings": {"idp": {"entity_id": "x"}}}
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [app]}}
    answer = client.post(reverse("saml_acs", args=["here"]), {"SAMLResponse": "x"}, secure=True)
    [(name, cookie)] = answer.cookies.items()

    there = reverse("saml_finish_acs", args=["here"])
    assert (name, cookie["path"], cookie["secure"]) == ("saml-acs-session", there, True)


def test_the_theme_of_a_secure_site_is_read_again(secure_site, cast, sign_in):
    browser = sign_in(cast.mentor)
    browser.post(reverse("settings"), SETTINGS, secure=True)
    browser.post(reverse("account_logout"), secure=True)
    assert 'data-theme="dark"' in browser.get(reverse("account_login"), secure=True).content.decode()


def test_a_cookie_is_given_in_one_place():
    """So that the next one has such a name, too: whatever the walk above doesn't reach."""
    folders = [ROOT / name for name in ("mentoring", "programs", "pairings", "goals", "static/js")]
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in {".py", ".js"}]
    giving = {str(file.relative_to(ROOT)) for file in files if SET_BY.search(file.read_text())}
    named = {name for name in dir(module) if name.endswith("_COOKIE_NAME")}

    assert giving == {"mentoring/web/cookies.py"}
    assert named == {"SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "THEME_COOKIE_NAME"}
    assert django_settings.MESSAGE_STORAGE == "django.contrib.messages.storage.session.SessionStorage"
