"""Who can't come in by the provider's word alone signs in another way, then connects; who came by it leaves by it."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils.html import escape

from mentoring.accounts import invited
from mentoring.accounts.models import User
from mentoring.notifications.planning.models import Mail
from mentoring.security import kinds
from mentoring.security.models import Event
from tests.factories import PASSWORD
from tests.identity_provider import (
    DISCOVERY,
    MIRIAM,
    USERINFO,
    app_at,
    asked_of,
    changes,
    come_back,
    path_of,
    says,
    set_up,
)
from tests.pages import shows
from tests.signing_in import LOGIN, code_in, errors_of, log_in, prove, who

CONNECTIONS, LOGOUT = reverse("socialaccount_connections"), reverse("account_logout")
SIGNUP, PROVIDER_SIGNUP = reverse("account_signup"), reverse("socialaccount_signup")
SILENT = {name: value for name, value in MIRIAM.items() if name != "email_verified"}
UNVERIFIED = (
    "Harbour Login doesn’t say that miriam@example.org is yours. If you have an account here, sign in to it another "
    "way, then connect Harbour Login in your settings."
)


@pytest.mark.parametrize(
    ("said", "setting", "lets_in"),
    [
        (True, False, True),
        ("true", False, True),
        (1, False, True),
        (None, False, False),
        (None, True, True),
        ("", True, True),
        (False, True, False),
        ("false", True, False),
        ("False", True, False),
        ("false", False, False),
        (0, True, False),
        ("perhaps", True, False),
        ([], True, True),
        ({}, True, False),
    ],
)
def test_what_the_provider_says_counts_and_the_setting_only_where_it_says_nothing(
    client, provider, miriam, settings, said, setting, lets_in
):
    settings.SSO_EMAIL_VERIFIED = setting
    come_back(client, provider, **{**MIRIAM, "email_verified": said})

    assert who(client) == (str(miriam.pk) if lets_in else None)
    assert User.objects.count() == 1


def test_where_the_provider_says_both_it_is_a_no(client, provider, miriam, settings):
    settings.SSO_EMAIL_VERIFIED = True
    provider.faults[USERINFO] = changes(lambda answer: answer.update(email_verified="false"))
    come_back(client, provider, **MIRIAM)

    assert who(client) is None


def test_its_word_for_another_address_is_no_word_for_this_one(client, provider, miriam):
    provider.faults[USERINFO] = changes(lambda answer: answer.pop("email_verified"))
    come_back(client, provider, **MIRIAM)
    client.logout()
    miriam.socialaccount_set.all().delete()

    def other(answer):
        answer.pop("email_verified")
        answer["email"] = "miriam@example.org"

    provider.faults[USERINFO] = changes(other)
    come_back(client, provider, **{**MIRIAM, "email": "other@example.org"})
    assert who(client) is None


@pytest.mark.parametrize("has_account", [True, False])
@pytest.mark.parametrize("said", [SILENT, {**MIRIAM, "email_verified": False}])
def test_an_unverified_address_is_told_to_sign_in_and_connect_account_or_not(client, db, provider, has_account, said):
    """The same words: whether somebody has an account isn't for everybody to know."""
    if has_account:
        User.objects.create_user("miriam@example.org", PASSWORD, name="Miriam Okafor")
    back = client.get(path_of(provider.lets_in(_known(client, provider, said), "7")))

    assert back.url == f"{LOGIN}?next={CONNECTIONS.replace('/', '%2F')}"
    assert f"<p>{UNVERIFIED}</p>" in client.get(back.url).content.decode()
    assert (who(client), User.objects.count()) == (None, int(has_account))
    assert [(event.account_name, kinds.sentence(event)) for event in Event.objects.all()] == [
        ("Miriam Okafor" * has_account, "Sign-in failed: the identity provider doesn’t call the address verified")
    ]


def _known(client, provider, person) -> str:
    """Without `next`: from our sign-in page as somebody opens it."""
    provider.knows(**person)
    return client.get(reverse("openid_connect_login", args=["oidc"]), {"process": "login"}).url


def test_even_where_everybody_may_sign_up_a_taken_address_is_no_dead_end(client, provider, miriam, settings):
    settings.SSO_SIGNUP = True
    back = come_back(client, provider, **SILENT)

    assert UNVERIFIED in client.get(back.url).content.decode()
    assert (Mail.objects.count(), User.objects.count()) == (0, 1)


def test_who_signs_in_as_told_connects_and_comes_in_by_it_next_time(client, provider, miriam):
    back = client.get(path_of(provider.lets_in(_known(client, provider, SILENT), "7")))
    log_in(client, next=CONNECTIONS)
    shows(client.get(CONNECTIONS), "Not connected", "Connect Harbour Login", hides=["Disconnect"])
    asked = come_back(client, provider, "connect", **SILENT)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    done = prove(client)
    assert (back.status_code, done.url) == (302, CONNECTIONS)
    shows(client.get(CONNECTIONS), "Connected. From now on you can come in with Harbour Login.", "Disconnect")
    assert "Connect Harbour Login" not in client.get(CONNECTIONS).content.decode()

    client.logout()
    assert (come_back(client, provider, **SILENT).url, who(client)) == ("/settings/", str(miriam.pk))


def test_an_account_that_nobody_has_proven_is_proven_by_a_code_and_then_connected(client, db, provider):
    user = User.objects.create_user("miriam@example.org", PASSWORD, name="Miriam Okafor")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    client.get(path_of(provider.lets_in(_known(client, provider, SILENT), "7")))
    asked = log_in(client, next=CONNECTIONS)
    assert who(client) is None
    done = client.post(asked.url, {"code": code_in(Mail.objects.get())})
    assert (done.url, who(client)) == (CONNECTIONS, str(user.pk))

    come_back(client, provider, "connect", **SILENT)
    prove(client)
    assert user.socialaccount_set.get().uid == "7"


def test_who_has_no_password_connects_without_one(client, provider, miriam, sign_in):
    miriam.set_unusable_password()
    miriam.save()
    browser = sign_in(miriam)
    come_back(browser, provider, "connect", **SILENT)

    assert miriam.socialaccount_set.get().uid == "7"


def test_the_only_way_in_is_cut_once_there_is_a_password(client, provider, miriam):
    miriam.set_unusable_password()
    miriam.save()
    come_back(client, provider, **MIRIAM)
    page = client.get(CONNECTIONS)
    shows(page, "Before you disconnect,", f'<a href="{reverse("account_set_password")}">set a password</a>')
    cut = {"account": miriam.socialaccount_set.get().pk}

    refused = client.post(CONNECTIONS, cut)
    assert errors_of(refused) == ["This is your only way in. Set a password first."]
    assert miriam.socialaccount_set.count() == 1


def test_a_connection_to_a_provider_that_is_no_longer_set_up_is_in_nobodys_way(signed_in, miriam, provider, settings):
    miriam.socialaccount_set.create(provider="saml", uid="7")
    page = signed_in.get(CONNECTIONS)
    shows(page, "Not connected", hides=["Disconnect"])
    settings.SOCIALACCOUNT_PROVIDERS = {}
    shows(signed_in.get(CONNECTIONS), "Your organization has no sign-in of its own here.")


@pytest.fixture
def invitation(client, db, monkeypatch):
    """Miriam has followed the link in her invitation; `next` leads back to it."""
    monkeypatch.setattr(invited, "_asked", [lambda email, now: email == "miriam@example.org"])
    session = client.session
    session[invited.SESSION_KEY], session[invited.PROVEN_KEY] = "miriam@example.org", True
    session.save()
    return "/join/token/"


def come_invited(client, provider, invitation, **person):
    """From “Create an account” by the button of the provider there."""
    page = client.get(SIGNUP, {"next": invitation}).content.decode()
    begin = f"{reverse('openid_connect_login', args=['oidc'])}?process=login&next=%2Fjoin%2Ftoken%2F"
    assert f'href="{escape(begin)}"' in page
    provider.knows(**person)
    return client.get(path_of(provider.lets_in(client.get(begin).url, person["sub"])))


def test_create_an_account_offers_the_provider_and_comes_back_to_the_invitation(client, provider, invitation):
    back = come_invited(client, provider, invitation, **SILENT)
    user = User.objects.get()

    assert (back.url, who(client)) == (invitation, str(user.pk))
    assert EmailAddress.objects.get().verified  # by the invitation


def test_without_a_provider_create_an_account_is_the_form_alone(client, invitation):
    assert "Continue with" not in client.get(SIGNUP).content.decode()


OTHER = {**MIRIAM, "email": "m.okafor@harbour.example.org"}


@pytest.mark.parametrize("verified", [True, False])
def test_another_address_than_the_invited_is_told_and_allowed(client, provider, invitation, verified):
    asked = come_invited(client, provider, invitation, **{**OTHER, "email_verified": verified})
    assert (asked.url, User.objects.count()) == (PROVIDER_SIGNUP, 0)
    shows(
        client.get(asked.url),
        "You were invited as miriam@example.org",
        "Harbour Login knows you as m.okafor@harbour.example.org. If both are you, go on: your account gets the "
        "address below, and next you accept the invitation with it.",
    )
    form = {"name": "Miriam Okafor", "email": OTHER["email"], "time_zone": "Africa/Lagos"}
    back = client.post(asked.url, form)
    if not verified:
        assert who(client) is None
        back = client.post(back.url, {"code": code_in(Mail.objects.get())})
    user = User.objects.get()

    assert (back.url, who(client), user.email) == (invitation, str(user.pk), OTHER["email"])
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(OTHER["email"], True)]


def test_who_takes_the_invited_address_there_needs_no_code(client, provider, invitation):
    asked = come_invited(client, provider, invitation, **OTHER)
    client.post(asked.url, {"name": "Miriam Okafor", "email": "miriam@example.org", "time_zone": "Africa/Lagos"})

    assert User.objects.get().email == "miriam@example.org"
    assert EmailAddress.objects.get(verified=True).email == "miriam@example.org"
    assert who(client) == str(User.objects.get().pk)


def test_a_provider_that_knows_no_address_leaves_the_invited_one(client, provider, invitation):
    asked = come_invited(client, provider, invitation, sub="7", name="Miriam Okafor")
    page = client.get(asked.url)

    assert 'value="miriam@example.org"' in page.content.decode()
    shows(page, "Almost there", hides=["You were invited as"])


def test_the_invitation_outlasts_a_provider_that_is_down(client, provider, invitation):
    provider.faults[DISCOVERY] = says("503 Unavailable")
    begin = reverse("openid_connect_login", args=["oidc"])
    back = client.get(begin, {"process": "login", "next": invitation})
    page = client.get(back.url).content.decode()

    assert back.url == f"{LOGIN}?next=%2Fjoin%2Ftoken%2F"
    assert "Create your account</a> for miriam@example.org" in page
    provider.faults.clear()
    assert come_invited(client, provider, invitation, **SILENT).url == invitation


def test_who_came_through_the_provider_is_offered_to_sign_out_there_too(client, provider, miriam, settings):
    come_back(client, provider, **MIRIAM)
    page = client.post(LOGOUT)
    way_out = page.context["way_out"].address

    shows(page, "You’re signed out here", "Sign out of Harbour Login", "Back to signing in")
    assert who(client) is None
    assert way_out.startswith(f"{provider.url}/oauth2/end_session?")
    asked = asked_of(way_out)
    assert asked["client_id"] == "mentoring"
    assert asked["post_logout_redirect_uri"] == settings.SITE_URL + LOGIN
    assert asked["id_token_hint"].count(".") == 2
    assert escape(way_out) in page.content.decode()


def test_who_came_another_way_signs_out_as_ever(client, provider, miriam):
    come_back(client, provider, **MIRIAM)
    client.logout()
    miriam.refresh_from_db()
    miriam.set_password(PASSWORD)
    miriam.save()
    log_in(client)

    assert client.post(LOGOUT).url == LOGIN


@pytest.mark.parametrize("page", [None, "javascript:alert(1)", 7])
def test_a_provider_without_a_page_to_sign_out_on_is_left_in_peace(client, provider, miriam, page):
    provider.faults[DISCOVERY] = changes(lambda answer: answer.update(end_session_endpoint=page))
    come_back(client, provider, **MIRIAM)

    assert client.post(LOGOUT).url == LOGIN


def test_a_provider_that_is_no_longer_set_up_is_left_in_peace(client, provider, miriam, settings):
    come_back(client, provider, **MIRIAM)
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert client.post(LOGOUT).url == LOGIN


def test_who_wants_another_account_goes_on_after_it(client, provider, miriam):
    come_back(client, provider, **MIRIAM)
    page = client.post(LOGOUT, {"next": "/join/token/"})

    assert page.context["go_on"] == "/join/token/"
    shows(page, "Sign out of Harbour Login", "Go on", hides=["Back to signing in"])


def test_an_id_token_that_is_too_long_for_an_address_is_left_out(client, provider, miriam):
    come_back(client, provider, **{**MIRIAM, "groups": "a" * 4000})
    asked = asked_of(client.post(LOGOUT).context["way_out"].address)

    assert set(asked) == {"client_id", "post_logout_redirect_uri"}


def test_its_sign_out_page_keeps_what_its_address_holds(client, provider, miriam, settings):
    where = f"{provider.url}/out?policy=one"
    provider.faults[DISCOVERY] = changes(lambda answer: answer.update(end_session_endpoint=where))
    set_up(settings, app_at(provider.url, name="your organization"))
    come_back(client, provider, **MIRIAM)
    way_out = client.post(LOGOUT).context["way_out"]

    assert way_out.address.startswith(f"{where}&client_id=mentoring&")
    assert way_out.name == "your organization"


def test_the_session_is_all_that_keeps_the_id_token(client, provider, miriam):
    come_back(client, provider, **MIRIAM)
    kept = json.dumps(miriam.socialaccount_set.get().extra_data)

    assert "eyJ" not in kept
