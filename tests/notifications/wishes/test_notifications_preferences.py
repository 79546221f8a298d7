"""What somebody is told of, how and how often: chosen on a page, or by the link in a mail."""

import time as clock
from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes.models import MailHabits, Preference
from tests import factories
from tests.pages import shows
from tests.sentences import DEAD_LINK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]
WHOLE = "Choose when the quiet hours begin and when they end."


def chosen(user) -> dict[str, tuple[bool, bool]]:
    rows = Preference.objects.filter(user=user).values_list("kind", "by_mail", "in_app")
    return {kind: (by_mail, in_app) for kind, by_mail, in_app in rows}


def filled(*off: str, **fields) -> dict[str, str]:
    """The form as it is when nothing was chosen yet, without the boxes named in `off`."""
    boxes = {f"{way}_{kind.name}": "on" for kind in kinds.optional() for way in ("mail", "app")}
    values = {**boxes, "rhythm": "at_once", "quiet": "program", **fields}
    return {name: value for name, value in values.items() if name not in off}


def habits(user):
    row = MailHabits.objects.get(user=user)
    return row.rhythm, row.quiet_from, row.quiet_until, row.quiet_weekends


def test_switching_one_way_off_is_kept_and_recorded(cast, sign_in):
    browser = sign_in(cast.mentee)
    response = browser.post("/settings/mail/", filled("mail_test_note"))
    assert (response.status_code, response.url) == (302, "/settings/mail/")
    assert chosen(cast.mentee) == {"test_note": (False, True)}
    assert Entry.objects.filter(verb="mails.chosen").values_list("actor_id", "details").get() == (
        cast.mentee.pk,
        {"changed": {"test_note": False}, "in_app": {}},
    )
    form = browser.get("/settings/mail/").context["form"]
    assert {name: form[name].value() for name in ("mail_test_note", "app_test_note")} == {
        "mail_test_note": False,
        "app_test_note": True,
    }


def test_both_ways_can_be_off_and_on_again(cast, sign_in):
    browser = sign_in(cast.mentee)
    browser.post("/settings/mail/", filled("mail_test_note", "app_test_note"))
    assert chosen(cast.mentee) == {"test_note": (False, False)}
    browser.post("/settings/mail/", filled("app_test_note"))
    assert chosen(cast.mentee) == {"test_note": (True, False)}


def test_saving_the_same_again_writes_nothing(cast, sign_in):
    browser = sign_in(cast.mentee)
    for _ in range(2):
        browser.post("/settings/mail/", filled("mail_test_note", rhythm="daily"))
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == ["mails.chosen", "mails.rhythm_chosen"]


def test_only_kinds_of_ones_own_roles_are_asked_about(cast, sign_in):
    def groups(user):
        form = sign_in(user).get("/settings/mail/").context["form"]
        return {title: {row.by_mail.name for row in rows} for title, rows in form.groups()}

    assert list(groups(cast.mentee)) == ["You and your pair", "Your programs"]
    assert list(groups(cast.coordinator)) == ["Programs you coordinate", "Your programs"]
    assert "mail_session_due" in groups(cast.mentee)["You and your pair"]
    assert "mail_pair_late" in groups(cast.coordinator)["Programs you coordinate"]
    factories.MembershipFactory(user=cast.mentee, program=cast.other_program, role="coordinator")
    assert list(groups(cast.mentee)) == ["You and your pair", "Programs you coordinate", "Your programs"]


def test_a_kind_of_another_role_stays_as_it_was(cast, sign_in):
    Preference.objects.create(user=cast.mentee, kind="pair_late", by_mail=False)
    sign_in(cast.mentee).post("/settings/mail/", filled())
    assert chosen(cast.mentee) == {"pair_late": (False, True)}


def test_service_mails_are_listed_and_cannot_be_chosen(cast, sign_in):
    browser = sign_in(cast.mentee)
    response = browser.get("/settings/mail/")
    assert not [name for name in response.context["form"].fields if "test_service" in name]
    text = response.content.decode()
    assert "<li>Service of the test</li>" in text
    assert "at most so many mails a week reach you, all programs together: 3 (Women in Engineering)" in text
    browser.post("/settings/mail/", {**filled(), "mail_test_service": ""})
    assert chosen(cast.mentee) == {}


def test_a_kind_without_lines_of_its_own_is_only_a_mail(cast, sign_in, monkeypatch):
    monkeypatch.setitem(kinds._kinds, "test_digest", kinds.Kind("test_digest", "Many in one"))
    browser = sign_in(cast.mentee)
    fields = browser.get("/settings/mail/").context["form"].fields
    assert fields.keys() & {"mail_test_digest", "app_test_digest"} == {"mail_test_digest"}
    browser.post("/settings/mail/", filled("mail_test_digest"))
    assert chosen(cast.mentee) == {"test_digest": (False, True)}


def test_rhythm_and_own_quiet_hours_are_kept(cast, sign_in):
    browser = sign_in(cast.mentee)
    own = {"quiet": "own", "quiet_from": "19:30", "quiet_until": "07:00"}
    browser.post("/settings/mail/", filled(rhythm="weekly", **own))
    assert habits(cast.mentee) == ("weekly", time(19, 30), time(7), False)
    form = browser.get("/settings/mail/").context["form"]
    assert [form[name].value() for name in ("rhythm", "quiet", "quiet_weekends")] == ["weekly", "own", False]
    browser.post("/settings/mail/", filled(rhythm="weekly", quiet="program", quiet_from="19:30"))
    assert habits(cast.mentee) == ("weekly", None, None, None)


def test_own_quiet_hours_need_both_ends_and_say_so(cast, sign_in):
    response = sign_in(cast.mentee).post("/settings/mail/", filled(quiet="own", quiet_from="25:99"))
    assert response.status_code == 422
    assert dict(response.context["form"].errors) == {
        "quiet_from": ["Enter a time such as 20:00."],
        "quiet_until": ["Choose when your quiet hours end."],
    }
    assert MailHabits.objects.count() == 0


def test_what_is_not_asked_for_cannot_be_wrong(cast, sign_in):
    response = sign_in(cast.mentee).post("/settings/mail/", filled(quiet="program", quiet_from="25:99"))
    assert response.status_code == 302


def test_a_rhythm_that_nobody_offers_gets_a_sentence(cast, sign_in):
    response = sign_in(cast.mentee).post("/settings/mail/", filled("quiet", rhythm="hourly"))
    errors = response.context["form"].errors
    assert (response.status_code, errors["quiet"]) == (422, ["Choose whose quiet hours count."])
    assert errors["rhythm"]


def test_the_database_refuses_half_quiet_hours(cast):
    with pytest.raises(IntegrityError, match="mail_habits_quiet_hours_are_whole"), transaction.atomic():
        MailHabits.objects.create(user=cast.mentee, quiet_from=time(20))
    row = MailHabits(user=cast.mentee, quiet_from=time(20))
    assert [constraint.violation_error_message for constraint in row._meta.constraints] == [WHOLE]


@pytest.mark.parametrize("memberships", [1, 3])
def test_the_page_asks_the_same_number_of_questions(memberships, cast, sign_in, django_assert_num_queries):
    for _ in range(memberships - 1):
        factories.MembershipFactory(user=cast.mentee)
    Preference.objects.bulk_create(
        Preference(user=cast.mentee, kind=kind.name, by_mail=False) for kind in kinds.optional()[:memberships]
    )
    browser = sign_in(cast.mentee)
    with django_assert_num_queries(QUERIES):
        assert browser.get("/settings/mail/").status_code == 200


QUERIES = 9  # session, person, memberships, pairs, organisation; roles, their pace, ways, habits


def address(user, kind="test_note", query="") -> str:
    return f"/unsubscribe/{links.make_unsubscribe(kind, user=user)}/{query}"


def test_the_link_shows_and_changes_nothing(cast, client):
    for query in ("", "?rhythm=daily", "?again"):
        response = client.get(address(cast.mentee, query=query))
        assert response.status_code == 200
        assert "Switch off these mails?" in response.content.decode()
    assert (chosen(cast.mentee), MailHabits.objects.count()) == ({}, 0)


def test_one_click_by_a_mail_program_switches_off_without_cookie_or_token(cast):
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):  # the second changes nothing and is answered just the same
        response = program.post(address(cast.mentee), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
    assert chosen(cast.mentee) == {"test_note": (False, True)}
    assert Entry.objects.filter(verb="mails.chosen").count() == 1


def test_one_click_can_be_taken_back_on_the_same_page(cast, client):
    link = address(cast.mentee)  # signed with the second in which it was made
    client.post(link)
    page = client.get(link).content.decode()
    assert f'action="{link}?again"' in page
    response = client.post(address(cast.mentee, query="?again"))
    assert "You will get these mails again" in response.content.decode()
    assert chosen(cast.mentee) == {"test_note": (True, True)}


@pytest.mark.parametrize(
    ("rhythm", "said"),
    [("daily", "You get one mail a day at most"), ("weekly", "You get one mail a week at most")],
)
def test_everything_in_one_mail_by_the_same_link_and_back(rhythm, said, cast):
    program = Client(enforce_csrf_checks=True)
    response = program.post(address(cast.mentee, query=f"?rhythm={rhythm}"))
    assert response.status_code == 200
    shows(response, said)
    assert habits(cast.mentee) == (rhythm, None, None, None)
    assert chosen(cast.mentee) == {}
    response = program.post(address(cast.mentee, query="?rhythm=at_once"))
    assert "Your mails come as things happen" in response.content.decode()
    assert habits(cast.mentee)[0] == "at_once"


@pytest.mark.parametrize(
    ("query", "body"), [("?rhythm=hourly", {}), ("?rhythm=", {}), ("?again&rhythm=hourly", {}), ("", {"rhythm": "x"})]
)
def test_a_rhythm_that_the_link_doesnt_offer_changes_nothing_and_says_so(cast, client, query, body):
    response = client.post(address(cast.mentee, query=query), {"List-Unsubscribe": "One-Click", **body})
    page = response.content.decode()
    assert response.status_code == 422
    shows(page, "There is no such rhythm")
    assert "Switch off these mails?" in page
    assert (chosen(cast.mentee), MailHabits.objects.count(), Entry.objects.count()) == ({}, 0, 0)


def test_a_rhythm_chosen_by_the_link_keeps_the_quiet_hours(cast, client):
    MailHabits.objects.create(user=cast.mentee, quiet_from=time(18), quiet_until=time(9), quiet_weekends=False)
    client.post(address(cast.mentee, query="?rhythm=daily"))
    assert habits(cast.mentee) == ("daily", time(18), time(9), False)


def test_later_is_offered_for_what_was_just_told(cast, client):
    now = timezone.now()

    def tell(key, days, about="touchpoint:7"):
        return Notification.objects.create(
            key=key, recipient=cast.mentee, kind="test_note", about=about, state="delivered", decided_at=now,
            due_at=now - timedelta(days=days),
        )  # fmt: skip

    tell("old", 15)
    tell("nothing", 0, about="")
    assert "Or later" not in client.get(address(cast.mentee)).content.decode()
    tell("earlier", 5)
    newest = tell("newest", 1)
    page = client.get(address(cast.mentee))
    shows(page, f'href="/inbox/{newest.pk}/later/"', "you sign in for this", hides=["/later/W"])


def test_an_old_link_still_stops_its_kind_and_nothing_else(cast, client, monkeypatch):
    link, real = address(cast.mentee), clock.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: real + timedelta(days=15).total_seconds())
    shows(client.get(link), "Switch off these mails?", hides=["Everything once a day", "rhythm=", "Or later"])
    page = client.post(f"{link}?rhythm=weekly")
    assert (page.status_code, chosen(cast.mentee), MailHabits.objects.count()) == (422, {}, 0)
    shows(page, "Not by this link any more", 'href="/settings/mail/"')
    client.post(link)
    assert chosen(cast.mentee) == {"test_note": (False, True)}
    client.post(f"{link}?again")
    assert chosen(cast.mentee) == {"test_note": (True, True)}


@pytest.mark.parametrize("act", ["get", "post"])
def test_a_forged_or_cut_link_says_so_and_leads_to_the_preferences(cast, client, act):
    for link in (address(cast.mentee)[:-2] + "/", "/unsubscribe/forged/"):
        response = getattr(client, act)(link)
        page = response.content.decode()
        assert response.status_code == 404
        shows(page, DEAD_LINK, 'href="/settings/mail/"')
    assert chosen(cast.mentee) == {}


def test_a_service_kind_or_one_who_is_gone_is_not_there(cast, client):
    assert client.post(address(cast.mentee, "test_service")).status_code == 404
    assert client.post(address(cast.mentee, "never_known")).status_code == 404
    cast.outsider.memberships.all().delete()
    gone = address(cast.outsider)
    cast.outsider.delete()
    assert client.post(gone).status_code == 404
    assert Preference.objects.count() == 0
