"""Links from emails end when their person says so or has a new password; nobody else's do."""

import re

import pytest
from django.core import signing
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts import proof
from mentoring.accounts.models import User
from mentoring.notifications.answering import links
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.wishes import queries as wishes
from mentoring.notifications.writing import composing
from pairings.calendars.tokens import SALT, feed_token
from programs.invitations import links as invitations
from tests.factories import PASSWORD, InvitationFactory
from tests.pages import shows
from tests.signing_in import log_in, prove
from tests.telling import tell

pytestmark = pytest.mark.django_db
NEW = "four quiet green hills"
END = reverse("links_end")


def settings_button(client, user):
    log_in(client)
    assert client.get(END).status_code == 405
    assert client.post(END).url == reverse("settings")
    shows(client.get(reverse("settings")), "The links in your emails so far have stopped working.")


def change_password(client, user):
    log_in(client)
    prove(client)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW})
    shows(client.get(reverse("settings")), "Links in earlier emails have ended")


def set_password(client, user):
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(password="!none")
    client.force_login(User.objects.get(pk=user.pk))
    client.post(reverse("account_set_password"), {"password1": NEW})


def reset_password(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"http://testserver(/\S+)", Mail.objects.latest("pk").text).group(1)
    client.post(client.get(link, follow=True).request["PATH_INFO"], {"password1": NEW})


def change_password_on_the_server(client, user, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    call_command("changepassword", user.email)


def start_over(client, user):
    proof.take_over(user)


ENDS = [settings_button, change_password, set_password, reset_password, change_password_on_the_server, start_over]


def addresses(user) -> dict[str, str]:
    return {
        "unsubscribe": reverse("unsubscribe", args=[links.make_unsubscribe("session_late", user=user)]),
        "calendar": reverse("calendar_feed", args=[feed_token(user, 0)]),
    }


def statuses(user) -> dict[str, int]:
    return {name: Client().get(address).status_code for name, address in user.items()}


WORK, ENDED = {"unsubscribe": 200, "calendar": 200}, {"unsubscribe": 410, "calendar": 404}


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_links_end_and_new_ones_work(end, client, miriam, cast, monkeypatch):
    old, others = addresses(miriam), addresses(cast.mentee)
    assert (statuses(old), statuses(others)) == (WORK, WORK)
    more = [monkeypatch] if end is change_password_on_the_server else []
    end(client, miriam, *more)
    new = User.objects.get(pk=miriam.pk)
    assert end in (settings_button, start_over) or new.check_password(NEW)
    assert (statuses(old), statuses(addresses(new)), statuses(others)) == (ENDED, WORK, WORK)


def test_signing_in_and_other_settings_end_nothing(client, miriam, settings):
    old = addresses(miriam)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    log_in(client)
    assert User.objects.get(pk=miriam.pk).password.startswith("pbkdf2_sha256$")  # hashed anew, for the same password
    client.post(reverse("settings"), {"name": "M. O.", "time_zone": "UTC", "language": "en-us", "theme": "dark"})
    assert (User.objects.get(pk=miriam.pk).name, statuses(old)) == ("M. O.", WORK)


def test_a_wrong_password_changes_and_ends_nothing(client, miriam):
    old = addresses(miriam)
    log_in(client)
    prove(client)
    client.post(reverse("account_change_password"), {"oldpassword": "wrong", "password1": NEW})
    assert statuses(old) == WORK


def test_links_of_before_there_were_versions_work_until_they_are_ended(miriam):
    User.objects.update(links_version=0)
    old = {
        "unsubscribe": reverse(
            "unsubscribe", args=[signing.dumps([miriam.pk, "session_late"], salt=links.UNSUBSCRIBE)]
        ),
        "calendar": reverse("calendar_feed", args=[signing.dumps([miriam.pk, 0], salt=SALT)]),
    }
    assert statuses(old) == WORK
    miriam.end_links()
    assert statuses(old) == ENDED


def test_an_ended_unsubscribe_link_switches_nothing_off_and_says_how_to(miriam):
    old = addresses(miriam)["unsubscribe"]
    miriam.end_links()
    for page in (
        Client().get(old),
        Client().post(old),
        Client().post(f"{old}?rhythm=weekly"),
        Client().post(f"{old}?again"),
    ):
        assert page.status_code == 410
        shows(
            page,
            "Nothing was switched off",
            "newest one",
            "mail you a code",
            'href="/settings/mail/"',
            hides=["Miriam"],
        )
    assert wishes.unwanted(miriam).by_mail == set()


@pytest.mark.parametrize("rows", [1, 2], ids=["mail", "digest"])
def test_emails_that_come_afterwards_carry_links_that_work(rows, miriam, note):
    miriam.end_links()
    for number in range(rows):
        notification = tell(miriam, str(number))
        if rows > 1:
            type(notification).objects.filter(pk=notification.pk).update(state="folded")
    composing.compose(timezone.now())
    mail = Mail.objects.get()
    address = re.search(r"<http://testserver(/unsubscribe/[^>]+)>", mail.headers["List-Unsubscribe"]).group(1)
    assert (mail.kind == "digest") is (rows > 1)
    assert Client().post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    miriam.end_links()
    assert Client().post(address, {"List-Unsubscribe": "One-Click"}).status_code == 410


def test_two_at_once_lose_no_version(miriam):
    one, another = User.objects.get(pk=miriam.pk), User.objects.get(pk=miriam.pk)
    before = one.links_version
    one.end_links()
    another.end_links()
    assert (one.links_version, another.links_version) == (before + 1, before + 2)


def test_invitations_belong_to_no_account_and_stay(miriam, cast):
    invitation = InvitationFactory(program=cast.program, email=miriam.email, invited_by=miriam)
    address = reverse("join", args=[invitations.token_of(invitation)])
    before = Client().get(address)
    miriam.set_password(NEW)
    miriam.save()
    after = Client().get(address)
    assert (before.status_code, after.status_code) == (200, 200)
    shows(after, cast.program.name)
