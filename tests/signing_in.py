"""For tests about accounts: Miriam, who has a password, and what signing in takes (its fixtures come by conftest)."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

LOGIN = reverse("account_login")


@pytest.fixture
def miriam(db):
    user = UserFactory(name="Miriam Okafor", email="miriam@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, email="miriam@example.org", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def prove(client, password=PASSWORD):
    """Changing how one signs in asks for the password once more."""
    return client.post(reverse("account_reauthenticate"), {"password": password})


def who(client):
    return client.session.get("_auth_user_id")


def code_in(mail) -> str:
    return re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.text, re.M).group(1)


def errors_of(response) -> list[str]:
    """The sentences of the summary at the head of the form."""
    summary = re.search(r'class="error-summary".*?</div>', response.content.decode(), re.S)
    found = re.findall(r"<li>(?:<a[^>]*>)?(.*?)(?:</a>)?</li>", summary.group(0)) if summary else []
    return [sentence.replace("&#x27;", "'") for sentence in found]


def code_for(secret: str, *, offset: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + offset))


@pytest.fixture
def signed_in(client, miriam):
    log_in(client)
    prove(client)
    return client


@pytest.fixture
def secret(signed_in, django_capture_on_commit_callbacks):
    """The key of an app that is switched on."""
    page = signed_in.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page).group(1)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    return secret
