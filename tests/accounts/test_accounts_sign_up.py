"""Only the invited sign up; the invitation proves their address."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from mentoring.accounts import invited
from mentoring.accounts.models import Organisation, User
from mentoring.notifications.planning.models import Mail
from tests.factories import PASSWORD, UserFactory
from tests.sentences import ADDRESS_MISSING, NAME_MISSING, ZONE_INVALID
from tests.signing_in import errors_of, who

SIGNUP = reverse("account_signup")
NOOR = {"name": "Noor Haddad", "email": "noor@example.org", "password1": PASSWORD, "time_zone": "Africa/Cairo"}


@pytest.fixture
def invited_client(client, db, monkeypatch):
    """Has opened an invitation; that it still stands is what the apps above say (test_invitations)."""
    monkeypatch.setattr(invited, "_asked", [lambda email, now: email == "noor@example.org"])
    session = client.session
    session[invited.SESSION_KEY] = "noor@example.org"
    session[invited.PROVEN_KEY] = True
    session.save()
    return client


def test_without_an_invitation_sign_up_is_closed_and_says_how_to_join(client, db):
    page, posted = client.get(SIGNUP), client.post(SIGNUP, NOOR)

    for response in (page, posted):
        assert "<h1>You join with an invitation</h1>" in response.content.decode()
    assert User.objects.count() == 0


def test_the_invited_person_is_in_at_once_and_the_address_counts_as_confirmed(invited_client):
    response = invited_client.post(SIGNUP, {**NOOR, "next": "/settings/"})
    user = User.objects.get()
    address = EmailAddress.objects.get()

    assert (response.status_code, response.url, who(invited_client)) == (302, "/settings/", str(user.pk))
    assert (user.name, user.email, user.time_zone) == ("Noor Haddad", "noor@example.org", "Africa/Cairo")
    assert (address.email, address.verified, address.primary) == ("noor@example.org", True, True)
    assert (user.is_administrator, user.check_password(PASSWORD), Mail.objects.count()) == (False, True, 0)


def test_a_link_that_was_handed_over_does_not_prove_the_address(invited_client):
    """A coordinator can copy an invitation's link: whoever opens that one still has to read a code from the mail."""
    session = invited_client.session
    session[invited.PROVEN_KEY] = False
    session.save()
    response = invited_client.post(SIGNUP, {**NOOR, "next": "/settings/"})

    assert (response.status_code, response.url) == (302, reverse("account_email_verification_sent"))
    assert who(invited_client) is None
    assert (EmailAddress.objects.get().verified, Mail.objects.get().to) == (False, "noor@example.org")


def test_the_address_is_the_invited_one_whatever_is_posted(invited_client):
    invited_client.post(SIGNUP, {**NOOR, "email": "administrator@example.org"})

    assert User.objects.get().email == "noor@example.org"


def test_an_invitation_makes_one_account_only(invited_client):
    invited_client.post(SIGNUP, NOOR)
    assert invited.SESSION_KEY not in invited_client.session

    invited_client.post(reverse("account_logout"))
    assert "<h1>You join with an invitation</h1>" in invited_client.post(SIGNUP, NOOR).content.decode()


def test_who_has_an_account_is_sent_to_sign_in(invited_client):
    UserFactory(email="noor@example.org")
    response = invited_client.post(SIGNUP, NOOR)

    assert errors_of(response) == ["You already have an account with this address. Sign in instead."]
    assert User.objects.count() == 1


def test_every_field_has_a_sentence_of_its_own(invited_client):
    response = invited_client.post(SIGNUP, {})

    assert response.status_code == 422
    assert errors_of(response) == [
        NAME_MISSING,
        ADDRESS_MISSING,
        "Choose a password.",
        "Choose your time zone.",
    ]


def test_a_password_that_is_too_easy_is_refused(invited_client):
    response = invited_client.post(SIGNUP, {**NOOR, "password1": "password1234"})

    assert errors_of(response) == ["This password is too common."]


def test_a_time_zone_nobody_knows_is_refused(invited_client):
    assert errors_of(invited_client.post(SIGNUP, {**NOOR, "time_zone": "Mars/Olympus"})) == [ZONE_INVALID]


def test_without_javascript_the_organisations_zone_is_chosen(invited_client):
    Organisation.objects.create(pk=1, name="Example", time_zone="Asia/Kolkata")
    page = invited_client.get(SIGNUP).content.decode()

    assert '<option value="Asia/Kolkata" selected>' in page
    assert "data-guess-zone" in page
    assert 'value="noor@example.org"' in page


def test_the_sign_in_page_of_the_invited_leads_to_sign_up(invited_client, client):
    page = invited_client.get(reverse("account_login"), {"next": "/join/x/"}).content.decode()

    assert 'href="/accounts/signup/?next=%2Fjoin%2Fx%2F"' in page
