"""Signing in as people do it: password, code, passkey, authenticator app; and the first visit. In a real Chromium."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from mentoring.accounts import invited
from mentoring.accounts.models import Organisation, User
from mentoring.home import setup_token
from mentoring.notifications.planning.models import Mail
from tests.browser.conftest import PHONE
from tests.factories import PASSWORD, InvitationFactory
from tests.sentences import ADDRESS_INVALID, CREATE_ACCOUNT, NAME_MISSING

pytestmark = pytest.mark.django_db(transaction=True)
CODE = r"^([A-Z0-9]{4}-[A-Z0-9]{4})$"


@pytest.fixture
def organisation(db):
    return Organisation.objects.create(pk=1, name="Harbour Engineering", hue=258, time_zone="Europe/Berlin")


@pytest.fixture
def authenticator():
    """`authenticator(page)` plugs a device with a fingerprint sensor into that page's browser."""

    def plug_in(page: Page) -> None:
        protocol = page.context.new_cdp_session(page)
        protocol.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    return plug_in


def sign_in(page: Page, password=PASSWORD, path="/accounts/login/"):
    page.goto(path)
    page.get_by_label("E-mail address").fill("miriam@example.org")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page):
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def prove(page: Page):
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def at_settings(page: Page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")


def test_a_wrong_password_is_said_and_the_right_one_goes_on(page, miriam, organisation):
    sign_in(page, "wrong", "/settings/")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("This address and password don't belong together.")
    expect(page).to_have_title("Error: Sign in · Harbour Engineering")

    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    at_settings(page)


def test_a_password_can_be_shown_while_typing(page, miriam, organisation):
    page.goto("/accounts/login/")
    field = page.get_by_label("Password", exact=True)
    field.fill(PASSWORD)
    page.get_by_role("button", name="Show the password").click()
    expect(field).to_have_attribute("type", "text")

    page.get_by_role("button", name="Hide the password").click()
    expect(field).to_have_attribute("type", "password")


def test_a_code_from_the_mail_signs_in(page, miriam, organisation):
    page.goto("/accounts/login/?next=/settings/")
    page.get_by_role("link", name="Send me a code by mail").click()
    page.get_by_label("E-mail address").fill("miriam@example.org")
    page.get_by_role("button", name="Send the code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code")

    code = re.search(CODE, Mail.objects.get().text, re.M).group(1)
    page.get_by_label("Code from the mail").fill(code)
    page.get_by_role("button", name="Confirm").click()
    at_settings(page)


def test_a_passkey_is_added_and_signs_in_alone(page, miriam, organisation, authenticator, check_page):
    authenticator(page)
    sign_in(page, path="/accounts/2fa/webauthn/add/")
    prove(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a passkey")
    check_page(page)
    page.get_by_label("Name of this passkey").fill("My phone")
    page.get_by_role("button", name="Add this device").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("main").get_by_role("listitem")).to_contain_text("My phone")
    check_page(page)

    sign_out(page)
    page.goto("/accounts/login/?next=/settings/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    at_settings(page)
    assert Authenticator.objects.get(type="webauthn").last_used_at is not None

    sign_out(page)
    sign_in(page, path="/accounts/login/?next=/settings/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    check_page(page)
    page.get_by_role("button", name="Use a passkey").click()
    at_settings(page)

    page.goto("/accounts/2fa/webauthn/reauthenticate/?next=/settings/")
    check_page(page)
    page.get_by_role("button", name="Use a passkey").click()
    at_settings(page)


def test_a_passkey_that_isnt_there_is_explained(page, organisation, authenticator):
    authenticator(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_have_text(
        "That was cancelled or took too long. Try again, or use another way."
    )


def test_an_authenticator_app_is_set_up_and_asked_for(page, miriam, organisation, check_page):
    sign_in(page, path="/accounts/2fa/totp/activate/")
    prove(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up an authenticator app")
    check_page(page)
    page.get_by_text("You can't scan it?").click()
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code that the app shows now").fill(code_for(secret))
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    check_page(page)

    sign_out(page)
    sign_in(page, path="/accounts/login/?next=/settings/")
    page.get_by_label("Code from your app").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This code isn't right.")
    page.get_by_label("Code from your app").fill(code_for(secret, offset=1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    at_settings(page)


def code_for(secret: str, *, offset: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + offset))


def test_the_first_visit_names_the_organisation_and_lands_at_home(new_page, live_server, check_page, picture):
    page = new_page(base_url=live_server.url, zone="Europe/Lisbon", viewport=PHONE)
    page.goto(reverse("setup", args=[setup_token.make()]))
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    check_page(page)
    page.get_by_label("Name of the organisation").fill("Harbour Engineering")
    page.get_by_label("Colour").fill("142")
    assert page.evaluate("() => getComputedStyle(document.documentElement).getPropertyValue('--h')") == "142"
    page.get_by_label("Your name").fill("Ada Root")
    page.get_by_label("Your e-mail address").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Set up and sign in").click()
    expect(page.get_by_role("alert")).to_contain_text(ADDRESS_INVALID)
    check_page(page)

    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Set up and sign in").click()
    expect(page.get_by_text("Start with a program")).to_be_visible()
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.hue, organisation.time_zone) == (
        "Harbour Engineering",
        142,
        "Europe/Lisbon",
    )
    assert User.objects.get().is_administrator


def test_the_invited_sign_up_in_the_zone_of_their_browser(new_page, live_server, organisation, check_page):
    page = invite(new_page(base_url=live_server.url, zone="Africa/Lagos", viewport=PHONE), live_server)
    page.goto("/accounts/signup/?next=/settings/")
    expect(page.get_by_label("Time zone")).to_have_value("Africa/Lagos")
    check_page(page)
    page.get_by_label("Your name").fill("Noor Haddad")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=CREATE_ACCOUNT).click()
    at_settings(page)
    assert User.objects.get(email="noor@example.org").time_zone == "Africa/Lagos"


def test_without_javascript_one_signs_up_and_in(new_page, live_server, organisation):
    page = invite(new_page(base_url=live_server.url, javascript=False), live_server)
    page.goto("/accounts/signup/?next=/settings/")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    page.get_by_label("Your name").fill("Noor Haddad")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=CREATE_ACCOUNT).click()
    at_settings(page)

    sign_out(page)
    page.get_by_label("E-mail address").fill("noor@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")


def test_the_browsers_zone_is_offered_never_taken(new_page, live_server, miriam, organisation, sign_in_browser):
    page = sign_in_browser(new_page(base_url=live_server.url, zone="Europe/Lisbon"), miriam)
    page.goto("/settings/")
    expect(page.get_by_text("You seem to be in Lisbon.")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")

    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("Times are shown in the time of Lisbon from now on.")).to_be_visible()
    at_settings(page)
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")


def invite(page: Page, live_server) -> Page:
    """Gives the page's browser the session of somebody who has opened an invitation."""
    InvitationFactory(email="noor@example.org")
    session = Client().session
    session[invited.SESSION_KEY] = "noor@example.org"
    session[invited.PROVEN_KEY] = True
    session.save()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}]
    )
    return page


def test_pages_before_signing_in_are_fit_to_see(new_page, live_server, organisation, check_looks):
    page = new_page(base_url=live_server.url)
    names = ["account_login", "account_signup", "account_request_login_code", "account_reset_password"]
    for name in [*names, "account_reset_password_done", "account_inactive"]:
        page.goto(reverse(name))
        check_looks(page, name)
    invite(page, live_server).goto(reverse("account_signup"))
    page.get_by_role("button", name=CREATE_ACCOUNT).click()
    expect(page.get_by_role("alert")).to_contain_text(NAME_MISSING)
    check_looks(page, "account_signup_invited")


def test_pages_that_a_mail_leads_to_are_fit_to_see(new_page, live_server, miriam, organisation, check_looks):
    page = new_page(base_url=live_server.url)
    page.goto(reverse("account_request_login_code"))
    page.get_by_label("E-mail address").fill(miriam.email)
    page.get_by_role("button", name="Send the code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code")
    check_looks(page)

    page.goto(reverse("account_reset_password"))
    page.get_by_label("E-mail address").fill(miriam.email)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/done/")
    page.goto(re.search(r"/accounts/password/reset/key/\S+", Mail.objects.order_by("-pk")[0].text).group())
    expect(page.get_by_label("New password", exact=True)).to_be_visible()
    check_looks(page)


def test_the_first_page_of_all_is_fit_to_see(new_page, live_server, check_looks):
    page = new_page(base_url=live_server.url)
    for name, path in {
        "setup": reverse("setup", args=[setup_token.make()]),
        "setup_wrong": reverse("setup", args=["wrong"]),
    }.items():
        page.goto(path)
        check_looks(page, name)


def test_pages_about_oneself_are_fit_to_see(new_page, live_server, miriam, organisation, check_looks):
    User.objects.update(is_administrator=True)
    page = new_page(base_url=live_server.url)
    sign_in(page, path="/accounts/reauthenticate/?next=/settings/")
    check_looks(page, "account_reauthenticate")
    prove(page)
    at_settings(page)
    Authenticator.objects.create(user=miriam, type="recovery_codes", data={"seed": "abc", "used_mask": 0})
    names = ["settings", "organisation", "account_email", "account_change_password", "mfa_index", "mfa_activate_totp"]
    names += ["mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "account_logout"]
    for name in [*names, "socialaccount_connections", "mfa_list_webauthn"]:
        page.goto(reverse(name))
        check_looks(page, name)
