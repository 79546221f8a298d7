"""What people are called: what they say, and until then what their name tells."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse

from mentoring.accounts import calling
from mentoring.accounts.models import User
from tests.accounts.test_accounts_settings import MIRIAM
from tests.accounts.test_accounts_sign_up import NOOR, SIGNUP, invited_client  # noqa: F401  # a fixture
from tests.pages import shows


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Prof. Dr. Ana O'Brien", "Ana"),
        ("O'Brien, Dr. Ana", "Ana"),
        ("Prof.Dr. h.c. Max Weber", "Max"),
        ("Dipl.-Ing. Jürgen Groß", "Jürgen"),
        ("Dr. med. Eva Huber", "Eva"),
        ("Mrs Eva Huber", "Eva"),
        ("Mag. Eva Huber", "Eva"),
        ("Mag Ruane", "Mag"),
        ("Don Draper", "Don"),
        ("Sam Lee, PhD", "Sam"),
        ("Sam Lee, M.D.", "Sam"),
        ("Jean-Marc Pi", "Jean-Marc"),
        ("J. Robert Oppenheimer", "Robert"),
        ("J. Smith", "J."),
        ("Dr. Smith", "Smith"),
        ("Dr.", "Dr."),
        ("Sam", "Sam"),
        ("山田 太郎", "山田"),
        ("", ""),
    ],
)
def test_a_name_tells_it_without_titles(name, called):
    assert calling.first_of(name) == called


def test_who_has_said_it_is_called_so_and_who_has_no_name_by_their_address():
    assert User(name="Prof. Dr. Ana O'Brien", called="Annie").first_name == "Annie"
    assert User(name="Prof. Dr. Ana O'Brien").first_name == "Ana"
    assert User(email="ana@example.org").first_name == "ana@example.org"


@pytest.mark.parametrize(("typed", "called"), [("Noorie", "Noorie"), ("", "Noor"), ("\u200b\u3164", "Noor")])
def test_it_is_asked_at_sign_up(invited_client, typed, called):  # noqa: F811
    shows(invited_client.get(SIGNUP), "What should we call you?")
    invited_client.post(SIGNUP, {**NOOR, "name": "Dr. Noor Haddad", "called": typed})
    assert User.objects.get().called == called


@pytest.mark.parametrize(
    ("before", "typed", "name", "called"),
    [
        ("Miriam", "Miri", "Miriam Okafor", "Miri"),
        ("Miriam", "", "Miriam Okafor", "Miriam"),
        ("Miriam", "Miriam", "Maryam Okafor", "Maryam"),  # never said, so it follows the name
        ("Miri", "Miri", "Maryam Okafor", "Miri"),
    ],
)
def test_it_is_changed_in_the_settings(signed_in, miriam, before, typed, name, called):
    User.objects.update(name="Miriam Okafor", called=before)
    signed_in.post(reverse("settings"), {**MIRIAM, "name": name, "called": typed})
    miriam.refresh_from_db()
    assert (miriam.name, miriam.called) == (name, called)


def test_the_settings_show_what_somebody_is_called_already(signed_in, miriam):
    User.objects.update(name="Dr. Miriam Okafor", called="")
    assert signed_in.get(reverse("settings")).context["form"]["called"].value() == "Miriam"


def test_a_pair_reads_it_wherever_a_first_name_stands(cast, sign_in):
    User.objects.filter(pk=cast.mentee.pk).update(name="Dr. Samantha Lee", called="Sammy")
    browser = sign_in(cast.mentor)
    for name in ("pair", "messages"):
        shows(browser.get(reverse(name, args=[cast.pairing.pk])), "Sammy")
    shows(browser.get(reverse("home")), "<span>Sammy</span>")


def test_accounts_of_before_get_what_their_names_tell(db):
    migration = importlib.import_module("mentoring.accounts.migrations.0007_user_called")
    User.objects.bulk_create(
        [
            User(email="ana@example.org", name="Prof. Dr. A\u0301na O'Brien"),
            User(email="noor@example.org", name=""),
            User(email="sam@example.org", name="\u3164"),
        ]
    )
    migration.tidy(apps, None)
    assert list(User.objects.order_by("email").values_list("name", "called")) == [
        ("Prof. Dr. Ána O'Brien", "Ána"),
        ("", ""),
        ("", ""),
    ]
