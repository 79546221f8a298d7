"""Links in emails lead to SITE_URL, whatever host the request names; codes stand in the body, not on a lock screen."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.core import context
from django.conf import settings as django_settings
from django.urls import reverse

from mentoring.notifications.planning import adapter, kinds, letters
from mentoring.notifications.planning.models import Mail

FORGED = "127.0.0.1:6666"  # a host that is allowed, on another's port
OURS = "http://testserver/"


def addresses_in(mail) -> list[str]:
    return re.findall(r"https?://[^\s\"'<>)]+", mail.text) + re.findall(r'href="([^"]*)"', mail.html)


def assert_leads_here(mail) -> None:
    assert FORGED not in mail.subject + mail.text + mail.html
    assert [address for address in addresses_in(mail) if not address.startswith(OURS)] == []


def test_a_link_to_a_new_password_leads_here_whatever_host_it_was_asked_at(client, miriam):
    client.post(reverse("account_reset_password"), {"email": miriam.email}, headers={"Host": FORGED})
    mail = Mail.objects.get()

    assert_leads_here(mail)
    assert f"{OURS}accounts/password/reset/key/" in mail.text


@pytest.mark.parametrize("asked", ["account_reset_password", "account_request_login_code"])
def test_the_mail_to_a_stranger_leads_here_too(client, db, asked):
    client.post(reverse(asked), {"email": "nobody@example.org"}, headers={"Host": FORGED})

    assert_leads_here(Mail.objects.get())


@pytest.mark.parametrize("name", [name for name, _, _ in adapter.MAILS])
def test_every_mail_of_an_account_leads_here_whatever_host_asks(rf, db, name):
    """allauth builds each address from the request."""
    request = rf.get("/", headers={"Host": FORGED})
    sample = dict(kinds.get(f"account/{name}").sample())
    sample |= {key: request.build_absolute_uri("/accounts/x/?y=1") for key in sample if key.endswith("_url")}
    with context.request_context(request):
        adapter.AccountAdapter(request).send_mail(f"account/email/{name}", "sam@example.org", sample)

    assert_leads_here(Mail.objects.get())


@pytest.mark.parametrize("name", [kind.name for kind in kinds.every()])
def test_no_other_mail_knows_the_host_of_a_request(rf, db, name):
    request = rf.get("/", headers={"Host": FORGED})
    with context.request_context(request):
        rendered = letters.render(name, kinds.get(name).sample())

    assert FORGED not in rendered.subject + rendered.text + rendered.html


@pytest.fixture
def providers(settings, monkeypatch):
    """One of each kind, at a site whose port the proxy has lost."""
    settings.SITE_URL, settings.SITE_NETLOC = "https://mentoring.example.org:8443", "mentoring.example.org:8443"
    settings.ALLOWED_HOSTS, settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = ["mentoring.example.org"], "https"
    oidc = {
        "provider_id": "oidc",
        "name": "Example",
        "client_id": "x",
        "settings": {"server_url": "https://sso.example"},
    }
    theirs = {"entity_id": "x", "sso_url": "https://sso.example/in", "x509cert": "x"}
    saml = {"provider_id": "saml", "name": "Example", "client_id": "saml", "settings": {"idp": theirs}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [oidc]}, "saml": {"APPS": [saml]}}
    known = dict.fromkeys(("issuer", "authorization_endpoint", "token_endpoint"), "https://sso.example/in")
    monkeypatch.setattr("mentoring.accounts.provider.openid.Adapter.openid_config", known)


def test_a_provider_is_told_the_address_of_the_site_with_its_port(db, client, providers):
    client.defaults["HTTP_HOST"] = "mentoring.example.org"
    begun = client.get(reverse("openid_connect_login", args=["oidc"]))
    back = parse_qs(urlsplit(begun["Location"]).query)["redirect_uri"]
    assert back == ["https://mentoring.example.org:8443/accounts/oidc/oidc/login/callback/"]

    metadata = client.get(reverse("saml_metadata", args=["saml"])).content.decode()
    addresses = re.findall(r'(?:Location|entityID)="([^"]*)"', metadata)
    assert set(addresses) == {
        f"https://mentoring.example.org:8443/accounts/saml/saml/{what}/" for what in ("acs", "sls", "metadata")
    }


def test_no_code_of_ours_builds_an_address_from_a_request():
    apps = ("mentoring", "programs", "pairings", "goals")
    files = [path for app in apps for path in (django_settings.BASE_DIR / app).rglob("*.py")]

    assert [path for path in files if "build_absolute_uri" in path.read_text()] == []


@pytest.mark.parametrize("name", [name for name, _, sample in adapter.MAILS if "code" in sample])
def test_a_code_stands_in_the_body_alone(db, name):
    kind = kinds.get(f"account/{name}")
    code = kind.sample()["code"]
    rendered = letters.render(kind.name, kind.sample())

    parts = {"subject": rendered.subject, "text": rendered.text, "html": rendered.html}

    assert [part for part, words in parts.items() if code in words] == ["text", "html"]
