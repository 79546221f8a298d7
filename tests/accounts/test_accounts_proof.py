"""Whoever holds a link can set up an account; it belongs to who proves its address, with nothing left of before."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from mentoring.accounts import invited, queries
from mentoring.accounts.models import User
from mentoring.notifications.planning.models import Mail
from tests.factories import MembershipFactory, UserFactory
from tests.pages import shows
from tests.signing_in import LOGIN, PASSWORD, code_in, errors_of, log_in, prove, who

NOOR = "noor@example.org"
SIGNUP, CODE = reverse("account_signup"), reverse("account_email_verification_sent")
ASK_FOR_A_CODE = reverse("account_request_login_code")
FIRST, HERS = "seven loud brown valleys", "four quiet green hills"
STARTED_OVER = "This account was set up before anybody confirmed its address."
MISMATCH = ["This address and password don't belong together. Check both and try again."]


@pytest.fixture(autouse=True)
def noor_is_invited(db, monkeypatch):
    monkeypatch.setattr(invited, "_asked", [lambda email, now: email == NOOR])


def with_link(*, mailed: bool) -> Client:
    """A browser in which Noor's link was opened: the one from her mail, or the one that a coordinator copied."""
    browser = Client()
    session = browser.session
    session[invited.SESSION_KEY], session[invited.PROVEN_KEY] = NOOR, mailed
    session.save()
    return browser


def sign_up(browser, *, password=HERS, name="Noor Haddad"):
    return browser.post(SIGNUP, {"name": name, "password1": password, "time_zone": "Africa/Cairo", "email": NOOR})


def ten_seconds_pass() -> None:
    """An address gets one code in ten seconds."""
    cache.clear()


def somebody_else_signs_up() -> Client:
    browser = with_link(mailed=False)
    assert sign_up(browser, password=FIRST, name="Not Noor").url == CODE
    return browser


def sign_in_by_code(browser, email=NOOR):
    asked = browser.post(ASK_FOR_A_CODE, {"email": email})
    return browser.post(asked.url, {"code": code_in(Mail.objects.latest("pk"))})


def reset_password(browser, email=NOOR, password=HERS):
    browser.post(reverse("account_reset_password"), {"email": email})
    link = re.search(r"http://testserver(/\S+)", Mail.objects.latest("pk").text).group(1)
    return browser.post(browser.get(link, follow=True).request["PATH_INFO"], {"password1": password})


def assert_first_password_is_dead(waiting: Client) -> None:
    """Neither by signing in, nor in the browser that still waits for its code."""
    assert errors_of(log_in(Client(), email=NOOR, password=FIRST)) == MISMATCH
    waiting.get(CODE)
    waiting.get(reverse("home"))
    assert who(waiting) is None


def leave_keys_in(user) -> None:
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Another's phone", "credential": {}})
    SocialAccount.objects.create(user=user, provider="oidc", uid="another")


def keys_of(user) -> tuple[int, int]:
    return user.authenticator_set.count(), user.socialaccount_set.count()


def test_who_comes_with_a_code_has_nothing_left_of_what_somebody_else_set_up():
    waiting, noors = somebody_else_signs_up(), Client()
    leave_keys_in(User.objects.get())
    entered = sign_in_by_code(noors)
    user = User.objects.get()

    assert who(noors) == str(user.pk)
    assert (user.name, user.time_zone, user.has_usable_password(), keys_of(user)) == ("", "", False, (0, 0))
    assert_first_password_is_dead(waiting)
    assert entered.url == reverse("settings") + "?next=%2F"
    shows(noors.get(entered.url), STARTED_OVER, "Set<span")


def test_who_started_over_says_their_name_and_goes_on_to_where_they_wanted():
    somebody_else_signs_up()
    noors = Client()
    asked = noors.post(ASK_FOR_A_CODE, {"email": NOOR, "next": "/accounts/2fa/"})
    code = {"code": code_in(Mail.objects.latest("pk")), "next": "/accounts/2fa/"}
    entered = noors.post(asked.url, code)
    page = noors.get(entered.url)
    shows(page, 'action="/settings/?next=/accounts/2fa/"')

    chosen = {"name": "Noor Haddad", "time_zone": "Africa/Cairo", "language": "en-us", "theme": "system"}
    assert noors.post(entered.url, chosen).url == "/accounts/2fa/"
    assert noors.post(reverse("settings") + "?next=https://evil.example/", chosen).url == reverse("settings")
    noors.post(reverse("account_logout"))
    assert sign_in_by_code(noors).url == reverse("home")


def test_a_session_of_before_ends_at_the_first_proof(sign_in):
    somebody_else_signs_up()
    old = sign_in(User.objects.get())
    assert old.get(reverse("settings")).status_code == 200

    sign_in_by_code(Client())
    assert old.get(reverse("settings")).status_code == 302


def test_the_mailed_link_takes_over_what_somebody_else_set_up():
    waiting, noors = somebody_else_signs_up(), with_link(mailed=True)
    leave_keys_in(User.objects.get())
    entered = sign_up(noors)
    user = User.objects.get()

    assert (entered.url, who(noors)) == (reverse("home"), str(user.pk))
    assert (user.name, user.check_password(HERS), keys_of(user)) == ("Noor Haddad", True, (0, 0))
    assert EmailAddress.objects.get().verified
    assert_first_password_is_dead(waiting)


def test_the_mailed_link_ends_the_waiting_for_a_code_in_the_same_browser(cast, monkeypatch):
    from programs.invitations import actions
    from tests.factories import InvitationFactory

    monkeypatch.setattr(invited, "_asked", [lambda email, now: True])
    invitation = InvitationFactory(program=cast.program, invited_by=cast.coordinator, email=NOOR)
    browser = Client()
    browser.post(actions.link_to_hand_over(invitation))
    assert sign_up(browser, password=FIRST).url == CODE
    assert browser.get(SIGNUP).url == CODE

    joined = browser.get(actions.link(invitation))
    shows(joined, "Create an account", hides=["You have an account with"])
    assert browser.post(actions.link(invitation)).url.startswith(SIGNUP)
    assert browser.get(SIGNUP).status_code == 200
    sign_up(browser)
    assert who(browser) == str(User.objects.get(email=NOOR).pk)


def test_who_signs_up_and_types_the_code_in_the_same_browser_keeps_all_of_it():
    browser = with_link(mailed=False)
    sign_up(browser)
    entered = browser.post(CODE, {"code": code_in(Mail.objects.get())})
    user = User.objects.get()

    assert (entered.url, who(browser)) == (reverse("home"), str(user.pk))
    assert (user.name, user.time_zone, user.check_password(HERS)) == ("Noor Haddad", "Africa/Cairo", True)
    shows(browser.get(reverse("settings")), hides=[STARTED_OVER])


def test_who_knows_the_password_may_type_the_code_in_another_browser():
    sign_up(with_link(mailed=False))
    ten_seconds_pass()
    another = Client()
    log_in(another, email=NOOR, password=HERS)
    another.post(CODE, {"code": code_in(Mail.objects.latest("pk"))})

    assert who(another) == str(User.objects.get().pk)
    assert User.objects.get().check_password(HERS)


def test_who_gave_up_on_the_code_can_sign_up_again_and_gets_another():
    sign_up(with_link(mailed=False), password=FIRST)
    again = with_link(mailed=False)
    ten_seconds_pass()
    assert sign_up(again).url == CODE
    again.post(CODE, {"code": code_in(Mail.objects.latest("pk"))})

    assert who(again) == str(User.objects.get().pk)
    assert User.objects.get().check_password(HERS)


def test_a_code_typed_where_an_older_password_was_set_keeps_neither():
    first = with_link(mailed=False)
    sign_up(first)
    code = code_in(Mail.objects.get())
    ten_seconds_pass()
    somebody_else_signs_up()
    entered = first.post(CODE, {"code": code})
    user = User.objects.get()

    assert (user.has_usable_password(), user.name) == (False, "")
    assert first.get(entered.url).status_code == 200
    assert who(first) == str(user.pk)


def test_a_new_password_by_mail_proves_the_address_and_keeps_nothing_but_itself():
    waiting, noors = somebody_else_signs_up(), Client()
    leave_keys_in(User.objects.get())
    entered = reset_password(noors)
    user = User.objects.get()

    assert (entered.url, who(noors)) == (reverse("settings") + "?next=%2F", str(user.pk))
    assert (user.name, user.check_password(HERS), keys_of(user)) == ("", True, (0, 0))
    assert EmailAddress.objects.get().verified
    assert_first_password_is_dead(waiting)


def test_a_new_password_drops_nothing_from_an_account_that_was_proven(client, miriam):
    leave_keys_in(miriam)
    reset_password(client, email=miriam.email)
    miriam.refresh_from_db()

    assert (miriam.name, keys_of(miriam)) == ("Miriam Okafor", (1, 1))


def change_address(browser, to):
    ten_seconds_pass()
    prove(browser)
    browser.post(reverse("account_email"), {"action_add": "", "email": to})
    return browser.post(CODE, {"code": code_in(Mail.objects.filter(to=to).latest("pk"))}, follow=True)


def test_an_account_that_nobody_proved_makes_room_for_who_changes_to_its_address(client, miriam):
    somebody_else_signs_up()
    log_in(client)
    change_address(client, NOOR)
    miriam.refresh_from_db()

    assert list(User.objects.values_list("email", flat=True)) == [NOOR]
    assert (miriam.email, miriam.name, miriam.check_password(PASSWORD)) == (NOOR, "Miriam Okafor", True)
    assert (who(client), keys_of(miriam)) == (str(miriam.pk), (0, 0))


@pytest.mark.parametrize("proven", [True, False])
def test_an_address_that_belongs_to_somebody_with_a_place_here_is_not_taken(client, miriam, proven):
    noor = UserFactory(email=NOOR)
    EmailAddress.objects.filter(user=noor).update(verified=proven)
    MembershipFactory(user=noor)
    log_in(client)
    refused = change_address(client, NOOR)
    miriam.refresh_from_db()

    assert errors_of(refused) == ["There is already an account with this address."]
    assert (miriam.email, who(client)) == ("miriam@example.org", str(miriam.pk))


def test_a_code_sent_to_the_old_address_is_worth_nothing_after_a_change(client, miriam):
    old = Client()
    asked = old.post(ASK_FOR_A_CODE, {"email": miriam.email})
    code = code_in(Mail.objects.latest("pk"))
    log_in(client)
    change_address(client, "miriam@new.example")
    page = old.post(asked.url, {"code": code}, follow=True)

    shows(page, "The address of this account has changed since this code was sent.")
    assert (page.request["PATH_INFO"], who(old)) == (LOGIN, None)
    assert list(miriam.emailaddress_set.values_list("email", flat=True)) == ["miriam@new.example"]


def test_an_account_that_nobody_proved_is_none_to_who_is_invited(miriam):
    assert not queries.has_account(NOOR)
    somebody_else_signs_up()

    assert not queries.has_account(NOOR)
    assert queries.has_account("MIRIAM@example.org")


def test_an_account_that_was_switched_off_is_not_taken_over():
    somebody_else_signs_up()
    User.objects.update(is_active=False)
    answer = sign_up(with_link(mailed=True))

    assert errors_of(answer) == ["You already have an account with this address. Sign in instead."]
    assert (User.objects.get().name, Mail.objects.count()) == ("Not Noor", 1)
