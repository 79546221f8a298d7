"""The first visit creates the administrator, once; later the administrator changes the organisation."""

import re
import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import Organisation, User
from mentoring.activity.models import Entry
from mentoring.home import setup_token
from tests.factories import PASSWORD
from tests.sentences import ADDRESS_INVALID, ADDRESS_MISSING, NAME_MISSING, ZONE_INVALID
from tests.signing_in import errors_of, who

ADA = {
    "organisation": "Example Ltd",
    "hue": "142",
    "time_zone": "Europe/Vienna",
    "name": "Ada Root",
    "email": "Ada@Example.org",
    "password": PASSWORD,
}


@pytest.fixture
def link(db, capsys):
    call_command("setup_link")
    return capsys.readouterr().out.strip()


def test_the_link_is_absolute_and_opens_the_form(client, link):
    assert link.startswith("http://testserver/setup/")
    page = client.get(link).content.decode()
    assert "<h1>Set up your installation</h1>" in page
    assert 'type="range"' in page


def test_setting_up_creates_organisation_and_administrator_and_signs_in(
    client, link, django_capture_on_commit_callbacks
):
    response = client.post(link, ADA)
    organisation, user, address = Organisation.objects.get(), User.objects.get(), EmailAddress.objects.get()

    assert (response.url, who(client)) == (reverse("home"), str(user.pk))
    assert (organisation.pk, organisation.name, organisation.hue) == (1, "Example Ltd", 142)
    assert organisation.time_zone == user.time_zone == "Europe/Vienna"
    assert (user.name, user.email, user.is_administrator) == ("Ada Root", "ada@example.org", True)
    assert (address.email, address.verified, address.primary) == ("ada@example.org", True, True)
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor_id, entry.subject_type) == ("organisation.set_up", user.pk, "organisation")


def test_then_the_link_is_dead_and_the_command_prints_nothing(client, link, capsys):
    client.post(link, ADA)
    stranger = Client()
    again, posted = stranger.get(link), stranger.post(link, {**ADA, "email": "eve@example.org"})
    call_command("setup_link")

    assert [again.status_code, posted.status_code] == [410, 410]
    assert "<h1>Already set up</h1>" in again.content.decode()
    assert (User.objects.count(), capsys.readouterr().out) == (1, "")


@pytest.mark.parametrize("token", ["nonsense", "x:y:z"])
def test_a_wrong_link_says_what_to_do(client, db, token):
    response = client.get(reverse("setup", args=[token]))

    assert response.status_code == 404
    assert "manage.py setup_link" in response.content.decode()


def test_a_link_older_than_a_week_is_dead(client, link, monkeypatch):
    monkeypatch.setattr(setup_token, "LIFETIME", timedelta(seconds=-1))

    assert client.post(link, ADA).status_code == 404
    assert User.objects.count() == 0


def test_every_field_has_a_sentence_of_its_own(client, link):
    response = client.post(link, {})

    assert response.status_code == 422
    assert errors_of(response) == [
        "Enter the name of your organisation.",
        "Choose a hue from 0 to 359.",
        "Choose a time zone.",
        NAME_MISSING,
        ADDRESS_MISSING,
        "Choose a password.",
    ]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("hue", "360", "Choose a hue from 0 to 359."),
        ("hue", "red", "Choose a hue from 0 to 359."),
        ("email", "ada", ADDRESS_INVALID),
        ("time_zone", "Mars/Olympus", ZONE_INVALID),
        ("password", "password1234", "This password is too common."),
        ("password", "ada@example.org", "The password is too similar to the e-mail address."),
    ],
)
def test_what_doesnt_fit_is_said_and_nothing_is_created(client, link, field, value, sentence):
    response = client.post(link, {**ADA, field: value})

    assert (response.status_code, errors_of(response)) == (422, [sentence])
    assert (User.objects.count(), Organisation.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_reads_why(monkeypatch):
    """Both have passed the check of the view when the first row is written."""
    from mentoring.home.views import installation

    link = reverse("setup", args=[setup_token.make()])
    together = threading.Barrier(2, timeout=20)
    monkeypatch.setattr(installation.queries, "is_set_up", lambda: together.wait() < 0)
    answers = []

    def visit(email: str) -> None:
        answers.append(Client().post(link, {**ADA, "email": email}))
        connection.close()

    visitors = [threading.Thread(target=visit, args=[email]) for email in ("ada@example.org", "bea@example.org")]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert errors_of(refused) == [
        "Somebody else has set this installation up in the meantime. Sign in, or ask them for an account."
    ]
    assert (User.objects.count(), Organisation.objects.count()) == (1, 1)


def test_the_front_page_of_a_new_installation_names_the_link(client, db):
    response = client.get("/")

    assert response.status_code == 503
    assert "manage.py setup_link" in response.content.decode()


BETTER = {"name": "Better Ltd", "hue": "7", "time_zone": "UTC", "idle_days": "longest"}


def test_the_administrator_changes_the_organisation_and_leaves_an_entry(
    cast, sign_in, django_capture_on_commit_callbacks
):
    Organisation.objects.create(pk=1, name="Example Ltd", hue=142)
    browser = sign_in(cast.administrator)
    browser.get(reverse("organisation"))  # fills the cache
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(reverse("organisation"), BETTER)
    page = browser.get(response.url).content.decode()

    assert response.url == reverse("organisation")
    assert "/theme/7.css" in page
    assert re.search(r"<title>Organisation · Better Ltd</title>", page)
    entry = Entry.objects.get(verb="organisation.changed")
    assert entry.actor_id == cast.administrator.pk
    assert entry.details == {
        "before": {"name": "Example Ltd", "hue": 142},
        "after": {"name": "Better Ltd", "hue": 7},
    }


def test_saving_what_is_there_leaves_no_entry(cast, sign_in):
    Organisation.objects.create(pk=1, name="Example Ltd", hue=142)
    sign_in(cast.administrator).post(reverse("organisation"), BETTER | {"name": "Example Ltd", "hue": "142"})

    assert Entry.objects.filter(verb="organisation.changed").count() == 0


def test_nobody_else_may_change_the_organisation(cast, sign_in):
    Organisation.objects.create(pk=1, name="Example Ltd")
    for person in (cast.coordinator, cast.mentor, cast.mentee, cast.outsider):
        assert sign_in(person).post(reverse("organisation"), {"name": "Mine"}).status_code == 403
    assert Client().get(reverse("organisation")).status_code == 302
    assert Organisation.objects.get().name == "Example Ltd"


def test_the_administrators_join_date_is_now(client, link):
    client.post(link, ADA)

    assert timezone.now() - User.objects.get().joined_at < timedelta(minutes=1)
