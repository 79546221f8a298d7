"""The cast: a coordinator, a mentor, a mentee, another mentee, an administrator and an outsider, in one program."""

from types import SimpleNamespace

import pytest

from tests import factories


@pytest.fixture(autouse=True)
def plain_static(settings):
    """No manifest in tests: pages render without collectstatic."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def no_broker(settings, monkeypatch):
    """Nothing is handed to a worker; tests that want one say so."""
    monkeypatch.setattr("mentoring.notifications.wake.delivery", lambda: None)


@pytest.fixture
def cast(db):
    """Users by part; `program`, `pairing` and the memberships (`mentor_in`, `mentee_in`, …) beside them.

    `outsider` coordinates another program and is a member of nothing here.
    """
    program = factories.ProgramFactory(name="Women in Engineering")
    people = {
        part: factories.UserFactory(name=name, email=f"{part}@example.org")
        for part, name in {
            "coordinator": "Cora Lind",
            "mentor": "Miriam Okafor",
            "mentee": "Sam Lee",
            "other_mentee": "Noor Haddad",
            "outsider": "Otto Fremd",
        }.items()
    }
    people["administrator"] = factories.UserFactory(
        name="Ada Root", email="administrator@example.org", is_administrator=True
    )
    other_program = factories.ProgramFactory(name="Another program")
    factories.MembershipFactory(user=people["outsider"], program=other_program, role="coordinator")
    memberships = {
        f"{part}_in": factories.MembershipFactory(user=people[part], program=program, role=role)
        for part, role in {
            "coordinator": "coordinator",
            "mentor": "mentor",
            "mentee": "mentee",
            "other_mentee": "mentee",
        }.items()
    }
    pairing = factories.PairingFactory(
        program=program,
        mentor=memberships["mentor_in"],
        mentee=memberships["mentee_in"],
        created_by=people["coordinator"],
    )
    return SimpleNamespace(program=program, other_program=other_program, pairing=pairing, **people, **memberships)


@pytest.fixture
def sign_in(client):
    """`sign_in(cast.mentor)` gives a test client signed in as that person."""
    from django.test import Client

    def as_person(user) -> Client:
        browser = Client()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return as_person
