"""Signing in through the organization's own identity provider (OpenID Connect), a library's, over real HTTP."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse

from mentoring.accounts import invited
from mentoring.accounts.adapter import SocialAccountAdapter
from mentoring.accounts.models import User
from mentoring.notifications.planning.models import Mail
from tests.identity_provider import CALLBACK, MIRIAM, START, asked_of, come_back
from tests.sentences import ADDRESS_INVALID, NAME_MISSING
from tests.signing_in import LOGIN, code_in, errors_of, prove, who


def test_the_sign_in_page_offers_the_provider_by_name(client, db, provider):
    page = client.get(LOGIN, {"next": "/settings/"}).content.decode()

    assert "Continue with Harbour Login" in page
    assert f'href="{START}?process=login&amp;next=%2Fsettings%2F"' in page


def test_without_a_provider_there_is_no_such_offer(client, db):
    assert "Continue with" not in client.get(LOGIN).content.decode()
    assert client.get(START).status_code == 404


def test_a_link_leads_to_the_provider_so_that_form_action_self_holds(client, db, provider):
    away = client.get(START, {"process": "login"})

    assert away.status_code == 302
    assert away.url.startswith(f"{provider.url}/oauth2/authorize?")
    assert asked_of(away.url)["redirect_uri"] == django_settings.SITE_URL + CALLBACK


def test_who_has_an_account_with_that_address_is_in(client, provider, miriam):
    back = come_back(client, provider, **MIRIAM)

    assert (back.url, who(client)) == ("/settings/", str(miriam.pk))
    assert User.objects.count() == 1


def test_an_address_that_the_provider_hasnt_verified_opens_no_account(client, provider, miriam):
    come_back(client, provider, **{**MIRIAM, "email_verified": False})

    assert who(client) is None


def test_a_stranger_finds_sign_up_closed_and_hears_how_to_come_in(client, db, provider):
    back = come_back(client, provider, **MIRIAM)
    page = client.get(back.url).content.decode()

    assert urlsplit(back.url).path == LOGIN
    assert "Nobody here has the address miriam@example.org." in page
    assert "New here? You join with the link in your invitation." in page
    assert User.objects.count() == 0


def test_the_invited_and_where_the_setting_says_so_everybody_else_get_an_account(
    client, db, provider, settings, monkeypatch
):
    monkeypatch.setattr(invited, "_asked", [lambda email, now: email == "miriam@example.org"])
    session = client.session
    session[invited.SESSION_KEY] = "miriam@example.org"
    session[invited.PROVEN_KEY] = True
    session.save()
    come_back(client, provider, **MIRIAM)
    first = User.objects.get()
    assert (first.name, first.email, who(client)) == ("Miriam Okafor", "miriam@example.org", str(first.pk))
    assert EmailAddress.objects.get().verified

    client.logout()
    settings.SSO_SIGNUP = True
    come_back(
        client, provider, sub="8", given_name="Sam", family_name="Lee", email="Sam@example.org", email_verified=True
    )
    sam = User.objects.get(email="sam@example.org")
    assert (sam.name, sam.has_usable_password(), who(client)) == ("Sam Lee", False, str(sam.pk))


def test_who_comes_without_an_address_is_asked_for_it_and_confirms_it(client, db, provider, settings):
    settings.SSO_SIGNUP = True
    asked = come_back(client, provider, sub="9", name="Noor Haddad")
    assert asked.url == reverse("socialaccount_signup")
    page = client.get(asked.url).content.decode()
    assert 'value="Noor Haddad"' in page
    assert errors_of(client.post(asked.url, {"name": "", "email": "x"})) == [
        NAME_MISSING,
        ADDRESS_INVALID,
        "Choose your time zone.",
    ]

    noor = {"name": "Noor Haddad", "email": "noor@example.org", "time_zone": "Africa/Cairo"}
    confirm = client.post(asked.url, noor)
    assert who(client) is None
    client.post(confirm.url, {"code": code_in(Mail.objects.get())})
    user = User.objects.get()
    assert (user.name, user.time_zone, who(client)) == ("Noor Haddad", "Africa/Cairo", str(user.pk))


def test_a_connection_is_seen_and_cut_only_with_another_way_in(client, provider, miriam):
    come_back(client, provider, **MIRIAM)
    page = client.get(reverse("socialaccount_connections"))
    assert "Harbour Login" in page.content.decode()

    account = page.context["form"].accounts[0]
    prove(client)
    client.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert miriam.socialaccount_set.count() == 0


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, {}),
        (
            {"OIDC_SERVER_URL": "https://id.example.org", "OIDC_CLIENT_ID": "m", "OIDC_NAME": "Example"},
            {"openid_connect": ["Example", "m"]},
        ),
        (
            {"SAML_METADATA_URL": "https://id.example.org/metadata", "SAML_ENTITY_ID": "x", "SAML_NAME": "Example"},
            {"saml": ["Example", "saml"]},
        ),
    ],
)
def test_the_environment_names_the_providers(environment, expected):
    code = (
        "import json; from mentoring.settings import SOCIALACCOUNT_PROVIDERS as p;"
        "print(json.dumps({k: [v['APPS'][0]['name'], v['APPS'][0]['client_id']] for k, v in p.items()}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout) == expected


@pytest.mark.parametrize(
    ("organisation", "sent", "status", "kept"),
    [("here", 1_000, 302, 1), ("here", 300_000, 413, 0), ("else", 1, 404, 0)],
)
def test_nothing_is_kept_for_who_isnt_a_saml_provider(client, db, settings, organisation, sent, status, kept):
    app = {"provider_id": "saml", "name": "Example", "client_id": "here", "settings": {"idp": {"entity_id": "x"}}}
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [app]}}
    answer = client.post(reverse("saml_acs", args=[organisation]), {"SAMLResponse": "x" * sent})
    assert (answer.status_code, Session.objects.count()) == (status, kept)


@pytest.fixture
def set_up_by_another(client, db):
    """Somebody has set up an account with Miriam's address, with their own password and their own provider's person."""
    user = User.objects.create_user("miriam@example.org", "seven loud brown valleys", name="Not Miriam")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    user.socialaccount_set.create(provider="oidc", uid="another")
    return user


def persons_of(user) -> list[str]:
    return list(user.socialaccount_set.values_list("uid", flat=True))


def test_the_providers_word_is_the_first_proof_and_drops_what_somebody_else_set_up(client, provider, set_up_by_another):
    back = come_back(client, provider, **MIRIAM)
    user = User.objects.get()

    assert (back.url, who(client)) == ("/settings/", str(user.pk))
    assert (user.name, user.has_usable_password(), persons_of(user)) == ("Miriam Okafor", False, ["7"])
    assert EmailAddress.objects.get().verified
    assert client.get("/settings/").status_code == 200


def test_connecting_a_provider_takes_no_account_over(client, provider, set_up_by_another, cast, sign_in):
    browser = sign_in(cast.mentor)
    come_back(browser, provider, "connect", **MIRIAM)
    set_up_by_another.refresh_from_db()

    assert (set_up_by_another.name, set_up_by_another.has_usable_password()) == ("Not Miriam", True)
    assert who(browser) == str(cast.mentor.pk)


@pytest.mark.parametrize("mailed", [True, False])
def test_who_is_invited_and_whose_provider_says_nothing_takes_the_account_over(
    client, provider, set_up_by_another, monkeypatch, mailed
):
    monkeypatch.setattr(invited, "_asked", [lambda email, now: True])
    session = client.session
    session[invited.SESSION_KEY], session[invited.PROVEN_KEY] = "miriam@example.org", mailed
    session.save()
    asked = come_back(client, provider, **{**MIRIAM, "email_verified": False})
    assert asked.url == reverse("socialaccount_signup")
    answers = {"name": "Miriam Okafor", "email": "miriam@example.org", "time_zone": "Africa/Cairo"}
    entered = client.post(asked.url, answers)
    if not mailed:
        assert who(client) is None
        client.post(entered.url, {"code": code_in(Mail.objects.get())})
    user = User.objects.get()

    assert who(client) == str(user.pk)
    assert (user.name, user.has_usable_password(), persons_of(user)) == ("Miriam Okafor", False, ["7"])


def test_who_gave_up_on_the_code_comes_back_by_the_provider_and_keeps_it(client, db, provider, settings):
    settings.SSO_SIGNUP = True
    unsaid = {**MIRIAM, "email_verified": False}
    come_back(client, provider, **unsaid)
    client.logout()
    cache.clear()
    waits = come_back(client, provider, **unsaid)
    client.post(waits.url, {"code": code_in(Mail.objects.latest("pk"))})
    user = User.objects.get()

    assert (who(client), user.name, persons_of(user)) == (str(user.pk), "Miriam Okafor", ["7"])


@pytest.mark.parametrize(
    ("said", "name", "called", "address"),
    [
        (
            {"name": "Dr. \u202eNo\u200bor Haddad", "email": "Noor@exam\u00adple.org"},
            "Dr. Noor Haddad",
            "Noor",
            "noor@example.org",
        ),
        (
            {"first_name": "Dr. Mary Ann", "last_name": "Lee", "email": "zoë@example.org"},
            "Dr. Mary Ann Lee",
            "Mary Ann",
            "",
        ),
        ({"name": "\u3164", "email": "noor@example.org"}, "noor@example.org", "noor@example.org", "noor@example.org"),
    ],
)
def test_what_a_provider_says_is_cleaned_and_an_address_without_a_way_is_none(rf, said, name, called, address):
    account = SimpleNamespace(extra_data={"email_verified": True})
    addresses = [EmailAddress(email=said["email"])]
    sociallogin = SimpleNamespace(user=User(), account=account, email_addresses=addresses)
    user = SocialAccountAdapter().populate_user(rf.get("/"), sociallogin, said)
    assert (user.name, user.called, user.email) == (name, called, address)
    assert [one.email for one in sociallogin.email_addresses] == [address] * bool(address)
