"""Every page of allauth that can be reached wears our layout; every mail of allauth is one of ours."""

import re
from pathlib import Path

import html5lib
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from mentoring.notifications.planning import adapter, kinds, letters
from tests.signing_in import log_in, prove

FOR_STRANGERS = {
    "account_login": "Sign in",
    "account_signup": "You join with an invitation",
    "account_request_login_code": "Sign in with a code",
    "account_reset_password": "Choose a new password",
    "account_reset_password_done": "Look into your mail",
    "account_reset_password_from_key_done": "Your password is changed",
    "account_inactive": "This account is switched off",
    "socialaccount_login_cancelled": "You canceled the sign-in",
}
FOR_MIRIAM = {
    "settings": "Settings",
    "account_logout": "Sign out?",
    "account_email": "Your e-mail address",
    "account_change_password": "Change your password",
    "account_reauthenticate": "Confirm that it's you",
    "mfa_index": "Passkeys and two-step sign-in",
    "mfa_activate_totp": "Set up an authenticator app",
    "mfa_list_webauthn": "Your passkeys",
    "mfa_add_webauthn": "Add a passkey",
    "socialaccount_connections": "Sign-in by your organization",
}
WITH_A_SECOND_STEP = {
    "mfa_index": "Passkeys and two-step sign-in",
    "mfa_deactivate_totp": "Switch off the authenticator app?",
    "mfa_view_recovery_codes": "Recovery codes",
    "mfa_generate_recovery_codes": "Make new recovery codes",
    "mfa_reauthenticate": "Confirm that it's you",
}


def headings(page: str) -> list[str]:
    return [heading.replace("&#x27;", "'") for heading in re.findall(r"<h1[^>]*>(.*?)</h1>", page)]


def assert_ours(response, heading, status=200):
    page = response.content.decode()
    assert response.status_code == status
    assert headings(page) == [heading]
    assert 'class="site-header"' in page
    assert 'href="/static/css/accounts.css"' in page
    assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*(src=|application/json))", page)
    html5lib.HTMLParser(strict=True).parse(page)


@pytest.mark.parametrize(("name", "heading"), FOR_STRANGERS.items())
def test_a_page_for_strangers_is_ours(client, db, name, heading):
    assert_ours(client.get(reverse(name)), heading)


def test_an_identity_provider_that_fails_gets_our_page(client, db):
    assert_ours(client.get(reverse("socialaccount_login_error")), "That sign-in didn't work", status=401)


@pytest.mark.parametrize(("name", "heading"), FOR_MIRIAM.items())
def test_a_page_for_who_is_signed_in_is_ours(client, miriam, name, heading):
    log_in(client)
    prove(client)

    assert_ours(client.get(reverse(name)), heading)


@pytest.fixture
def protected(client, miriam):
    """Miriam with a passkey, an app and recovery codes."""
    log_in(client)
    prove(client)
    passkey = Authenticator.objects.create(user=miriam, type="webauthn", data={"name": "My phone", "credential": {}})
    Authenticator.objects.create(user=miriam, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    Authenticator.objects.create(user=miriam, type="recovery_codes", data={"seed": "abc", "used_mask": 0})
    return client, passkey


@pytest.mark.parametrize(("name", "heading"), WITH_A_SECOND_STEP.items())
def test_a_page_about_second_steps_is_ours(protected, name, heading):
    client, _ = protected

    assert_ours(client.get(reverse(name)), heading)


@pytest.mark.parametrize(
    ("name", "heading"), [("mfa_edit_webauthn", "Rename a passkey"), ("mfa_remove_webauthn", "Remove this passkey?")]
)
def test_a_page_about_one_passkey_is_ours(protected, name, heading):
    client, passkey = protected

    assert_ours(client.get(reverse(name, args=[passkey.pk])), heading)


def test_a_passkey_is_renamed_and_removed_only_by_its_owner(protected, sign_in, cast):
    client, passkey = protected
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert sign_in(cast.mentor).post(reverse(name, args=[passkey.pk]), {"name": "Mine"}).status_code in (302, 404)
    client.post(reverse("mfa_edit_webauthn", args=[passkey.pk]), {"name": "My key"})
    passkey.refresh_from_db()
    assert passkey.data["name"] == "My key"

    client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()


def test_a_password_is_set_by_who_has_none(client, sign_in, miriam):
    miriam.set_unusable_password()
    miriam.save()
    browser = sign_in(miriam)
    assert_ours(browser.get(reverse("account_set_password")), "Set a password")

    assert browser.post(reverse("account_set_password"), {"password1": "four quiet green hills"}).status_code == 302
    miriam.refresh_from_db()
    assert miriam.check_password("four quiet green hills")


def test_no_page_template_of_allauth_shows_through():
    """Whatever allauth renders as a page here is found in our templates first."""
    ours = Path(settings.BASE_DIR) / "templates"
    unreachable = {"phone", "signup_by_passkey", "base_manage", "base_entrance", "signup_form", "trust"}
    allauth = Path(get_template("account/base_entrance.html").origin.name).parent.parent
    pages = [
        path.relative_to(allauth)
        for folder in ("account", "mfa", "socialaccount")
        for path in (allauth / folder).rglob("*.html")
        if "snippets" not in path.parts and not any(word in path.name for word in unreachable)
    ]
    missing = sorted(str(page) for page in pages if not (ours / page).exists())

    assert missing == [
        "account/confirm_password_reset_code.html",  # resetting goes by link
        "account/email.html",  # one address for each person
        "account/email_confirm.html",  # addresses are confirmed by code
        "mfa/recovery_codes/base.html",
        "mfa/totp/base.html",
        "mfa/webauthn/base.html",
        "socialaccount/login_redirect.html",  # a bare redirect
    ]


@pytest.mark.parametrize("name", [name for name, _, _ in adapter.MAILS])
def test_every_mail_of_allauth_is_one_of_ours(name, db):
    kind = kinds.get(f"account/{name}")
    rendered = letters.render(kind.name, kind.sample())

    assert kind.service
    assert rendered.subject
    assert len(re.findall(r"<h1", rendered.html)) == 1
    for text in (rendered.subject, rendered.text, rendered.html):
        assert not re.search(r"\{\{|\{%|None", text)
    assert not re.search(r'href="(?!http)', rendered.html)
    assert "&#x27;" not in rendered.text
    for word in {"code", "password_reset_url", "ip"} & set(kind.sample()) - {"signup_url"}:
        shown = str(kind.sample()[word])
        assert (shown in rendered.text) == (shown in rendered.html), word


def test_every_mail_that_allauth_can_send_is_known():
    """New mails of a newer allauth must not reach anybody unwritten."""
    root = Path(get_template("account/base_entrance.html").origin.name).parent.parent
    sent = {
        path.name.removesuffix("_message.txt")
        for folder in ("account", "mfa", "socialaccount")
        for path in (root / folder / "email").glob("*_message.txt")
    }

    assert sent - {name for name, _, _ in adapter.MAILS} == {
        "base",  # a layout
        "email_confirm",  # a template that allauth never sends
        "password_reset_code",  # resetting goes by link
    }
