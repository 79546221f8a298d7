"""Where somebody goes back to, or on to, is a path of ours, also where a proxy has lost the port."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.web import back
from tests.factories import PASSWORD
from tests.signing_in import miriam  # noqa: F401  # a fixture


@pytest.fixture
def site(settings):
    settings.SITE_URL, settings.SITE_NETLOC = "https://mentoring.example.org:8443", "mentoring.example.org:8443"
    settings.ALLOWED_HOSTS = ["mentoring.example.org", "127.0.0.1"]


@pytest.fixture
def asked(site, rf):
    """A request behind a proxy that passes the host on without its port."""
    return rf.get("/", headers={"Host": "mentoring.example.org"})


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://mentoring.example.org:8443/pairs/3/?page=2", "/pairs/3/?page=2"),
        ("https://mentoring.example.org/pairs/3/", "/pairs/3/"),
        ("https://mentoring.example.org:8443", "/"),
        ("/pairs/3/#notes", "/pairs/3/"),
        ("https://mentoring.example.org:9000/pairs/3/", ""),
        ("https://elsewhere.example/pairs/3/", ""),
        ("//elsewhere.example/pairs/3/", ""),
        ("https://mentoring.example.org:8443//elsewhere.example/", ""),
        ("/\\elsewhere.example/", ""),
        ("javascript:alert(1)", ""),
        ("settings", ""),
        ("https://[mentoring.example.org/", ""),
        ("", ""),
    ],
)
def test_an_address_of_ours_becomes_a_path_and_another_one_nothing(asked, address, path):
    assert back.path_of(asked, address) == path


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["mentoring.example.org", "mentoring.example.org:8443"])
def test_after_an_answer_one_is_back_on_ones_page(site, cast, host):
    browser = Client(headers={"Host": host, "Referer": "https://mentoring.example.org:8443/inbox/?page=2"})
    browser.force_login(cast.mentor, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post(reverse("time_zone_guess"), {"time_zone": "Africa/Lagos", "answer": "no"})
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/?page=2")


@pytest.mark.django_db
def test_an_ended_session_leads_back_to_the_page_it_ended_on(site):
    here = "https://mentoring.example.org:8443/inbox/?page=2"
    browser = Client(headers={"Host": "mentoring.example.org", "HX-Request": "true", "HX-Current-URL": here})
    sign_in = json.loads(browser.get("/inbox/")["HX-Trigger"])["signed-out"]["sign_in"]
    assert sign_in == f"{reverse('account_login')}?next=/inbox/%3Fpage%3D2"


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("/inbox/", "/inbox/"),
        ("https://mentoring.example.org/inbox/", "/"),
        ("http://127.0.0.1/inbox/", "/"),
        ("//elsewhere.example/", "/"),
    ],
)
def test_who_signs_in_goes_on_to_a_path(site, miriam, wanted, there):  # noqa: F811
    browser = Client(headers={"Host": "mentoring.example.org"})
    answer = browser.post(reverse("account_login"), {"login": miriam.email, "password": PASSWORD, "next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, there)


def test_https_begins_at_the_address_of_the_site(site, settings, client):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_SSL_HOST = True, settings.SITE_NETLOC
    answer = client.get("/inbox/?page=2", headers={"Host": "mentoring.example.org"})
    assert (answer.status_code, answer["Location"]) == (301, "https://mentoring.example.org:8443/inbox/?page=2")
