"""Which mails somebody wants: chosen on a page, or switched off by the link in a mail."""

import pytest
from django.test import Client

from mentoring.activity.models import Entry
from mentoring.notifications import kinds, links
from mentoring.notifications.models import Preference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]


def chosen(user) -> dict[str, bool]:
    return dict(Preference.objects.filter(user=user).values_list("kind", "by_mail"))


def others_on() -> dict[str, str]:
    return {kind.name: "on" for kind in kinds.optional() if kind.name != "test_note"}


def test_switching_a_kind_off_is_kept_and_recorded(cast, sign_in):
    browser = sign_in(cast.mentee)
    response = browser.post("/settings/mail/", others_on())
    assert (response.status_code, response.url) == (302, "/settings/mail/")
    assert chosen(cast.mentee) == {"test_note": False}
    assert Entry.objects.filter(verb="mails.chosen").values_list("actor_id", "details").get() == (
        cast.mentee.pk,
        {"changed": {"test_note": False}},
    )
    box = browser.get("/settings/mail/").context["form"]["test_note"]
    assert box.value() is False


def test_saving_the_same_again_writes_nothing(cast, sign_in):
    browser = sign_in(cast.mentee)
    for _ in range(2):
        browser.post("/settings/mail/", others_on())
    assert Entry.objects.filter(verb="mails.chosen").count() == 1


def test_switching_on_again_is_kept(cast, sign_in):
    Preference.objects.create(user=cast.mentee, kind="test_note", by_mail=False)
    sign_in(cast.mentee).post("/settings/mail/", {**others_on(), "test_note": "on"})
    assert chosen(cast.mentee) == {"test_note": True}


def test_service_mails_are_listed_and_cannot_be_chosen(cast, sign_in):
    browser = sign_in(cast.mentee)
    response = browser.get("/settings/mail/")
    assert "test_service" not in response.context["form"].fields
    assert "<li>Service of the test</li>" in response.content.decode()
    browser.post("/settings/mail/", {**others_on(), "test_note": "on", "test_service": ""})
    assert chosen(cast.mentee) == {}


def address(user, kind="test_note") -> str:
    return f"/unsubscribe/{links.make_unsubscribe(kind, user_id=user.pk)}/"


def test_the_link_shows_and_changes_nothing(cast, client):
    response = client.get(address(cast.mentee))
    assert response.status_code == 200
    assert "Switch off these mails?" in response.content.decode()
    assert chosen(cast.mentee) == {}


def test_one_click_by_a_mail_program_switches_off_without_cookie_or_token(cast):
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):  # the second changes nothing and is answered just the same
        response = program.post(address(cast.mentee), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
    assert chosen(cast.mentee) == {"test_note": False}
    assert Entry.objects.filter(verb="mails.chosen").count() == 1


def test_one_click_can_be_taken_back_on_the_same_page(cast, client):
    client.post(address(cast.mentee))
    page = client.get(address(cast.mentee)).content.decode()
    assert f'action="{address(cast.mentee)}?again"' in page
    response = client.post(f"{address(cast.mentee)}?again")
    assert "You will get these mails again" in response.content.decode()
    assert chosen(cast.mentee) == {"test_note": True}


def test_a_forged_link_or_a_service_kind_is_not_there(cast, client):
    assert client.post(address(cast.mentee)[:-2] + "/").status_code == 404
    assert client.post(address(cast.mentee, "test_service")).status_code == 404
    assert client.post(address(cast.mentee, "never_known")).status_code == 404
    cast.outsider.memberships.all().delete()
    gone = address(cast.outsider)
    cast.outsider.delete()
    assert client.post(gone).status_code == 404
    assert Preference.objects.count() == 0
