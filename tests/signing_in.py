"""For tests about accounts: Miriam, who has a password, and what signing in takes (`miriam` comes by conftest)."""

import re

import pytest
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
