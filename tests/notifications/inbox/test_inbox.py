"""The inbox: what a person was told, in the app; and the bell that says how much of it is unread."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import Organisation
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes.models import Snooze
from tests import factories
from tests.pages import shows
from tests.telling import queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]


def tell(user, key="k", **fields) -> Notification:
    values = {"kind": "test_note", "title": f"Title of {key}", "url": "/", "in_app": True, "state": "delivered"}
    values |= {"due_at": timezone.now(), **fields}
    if values["state"] not in ("planned", "folded"):
        values.setdefault("decided_at", values["due_at"])
    return Notification.objects.create(key=key, recipient=user, **values)


def listed(response) -> list[str]:
    return [item.notification.key for _, items in response.context["days"] for item in items]


def test_newest_first_under_its_day_where_the_reader_is(cast, sign_in):
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)  # Friday the 20th in Berlin
    tell(cast.mentee, "older", due_at=late - timedelta(hours=3))
    tell(cast.mentee, "newer", due_at=late)
    tell(cast.mentee, "newest", due_at=late + timedelta(hours=1))
    days = sign_in(cast.mentee).get("/inbox/").context["days"]
    found = [(day.isoformat(), [item.notification.key for item in items]) for day, items in days]
    assert found == [("2026-11-20", ["newest", "newer"]), ("2026-11-19", ["older"])]


def test_what_waits_for_a_digest_keeps_its_place_when_the_digest_goes(cast, sign_in):
    now = timezone.now()
    hour, monday = timedelta(hours=1), now + timedelta(days=5)
    [digest] = queue(1)
    tell(cast.mentee, "before", due_at=now - 3 * hour)
    tell(cast.mentee, "waits", state="folded", due_at=monday, held_from=now - 2 * hour)
    tell(cast.mentee, "in the digest", due_at=now, held_from=now - 4 * hour, digest=digest)
    tell(cast.mentee, "held for the night", due_at=now - hour, held_from=now - 9 * hour)
    found = listed(sign_in(cast.mentee).get("/inbox/"))
    assert found == ["held for the night", "waits", "before", "in the digest"]


def test_only_what_was_told_in_the_app_and_is_still_true(cast, sign_in):
    tell(cast.mentee, "told")
    tell(cast.mentee, "folded", state="folded")
    tell(cast.mentee, "by mail only", in_app=False)
    tell(cast.mentee, "taken back", state="suppressed")
    tell(cast.mentor, "somebody else's")
    browser = sign_in(cast.mentee)
    response = browser.get("/inbox/")
    assert sorted(listed(response)) == ["folded", "told"]
    assert str(response.context["unread"]) == "2"
    assert "Title of somebody" not in response.content.decode()


def test_unread_is_said_in_words_and_read_by_opening(cast, sign_in):
    told = tell(cast.mentee, url=reverse("pair", args=[cast.pairing.pk]))
    browser = sign_in(cast.mentee)
    text = browser.get("/inbox/").content.decode()
    shows(text, "Inbox, 1 unread", "<span>New</span>")
    response = browser.post(f"/inbox/{told.pk}/open/")
    assert (response.status_code, response.url) == (302, reverse("pair", args=[cast.pairing.pk]))
    text = browser.get("/inbox/").content.decode()
    shows(text, "Inbox, nothing unread", hides=["<span>New</span>"])


def test_opening_again_keeps_the_first_moment(cast, sign_in):
    told = tell(cast.mentee, read_at=timezone.now() - timedelta(days=1))
    sign_in(cast.mentee).post(f"/inbox/{told.pk}/open/")
    assert Notification.objects.get().read_at == told.read_at


def test_looking_reads_nothing(cast, sign_in):
    told = tell(cast.mentee)
    browser = sign_in(cast.mentee)
    browser.get("/inbox/")
    assert browser.get(f"/inbox/{told.pk}/open/").status_code == 405
    assert browser.get("/inbox/read/").status_code == 405
    assert Notification.objects.get().read_at is None


def test_everything_is_marked_as_read_once(cast, sign_in):
    for key in "abc":
        tell(cast.mentee, key)
    tell(cast.mentor, "other")
    browser = sign_in(cast.mentee)
    first = browser.post("/inbox/read/", follow=True).content.decode()
    again = browser.post("/inbox/read/", follow=True).content.decode()
    shows(first, "Everything is marked as read.")
    shows(again, "There was nothing unread.")
    assert list(Notification.objects.filter(read_at=None).values_list("key", flat=True)) == ["other"]


def test_those_of_others_do_not_exist(cast, sign_in):
    told = tell(cast.mentor, about="touchpoint:1")
    unseen = tell(cast.mentee, "unseen", in_app=False, about="touchpoint:1")
    browser = sign_in(cast.mentee)
    for pk in (told.pk, unseen.pk):
        assert browser.post(f"/inbox/{pk}/open/").status_code == 404
        assert browser.get(f"/inbox/{pk}/later/").status_code == 404
        assert browser.post(f"/inbox/{pk}/later/", {"when": "week"}).status_code == 404
    assert (Snooze.objects.count(), Notification.objects.filter(read_at=None).count()) == (0, 2)


@pytest.mark.parametrize("url", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_an_item_leads_nowhere_but_here(url, cast, sign_in):
    told = tell(cast.mentee, url=url)
    assert sign_in(cast.mentee).post(f"/inbox/{told.pk}/open/").url == "/inbox/"


def test_what_one_has_lost_sight_of_is_said_plainly(cast, sign_in):
    told = tell(cast.mentee, url=reverse("pair", args=[cast.pairing.pk]))
    cast.mentee_in.state = "left"
    cast.mentee_in.save(update_fields=["state"])
    browser = sign_in(cast.mentee)
    came_from = {"referer": "http://testserver/inbox/"}
    response = browser.post(f"/inbox/{told.pk}/open/", follow=True, headers=came_from)
    assert response.status_code == 404
    assert "What you were told about is no longer there for you" in response.content.decode()
    direct = browser.get(told.url).content.decode()
    assert "We can’t find this for you" in direct
    other = browser.get(told.url, headers={"referer": "https://elsewhere.example/inbox/"}).content.decode()
    assert "We can’t find this for you" in other


def test_twenty_five_fit_on_a_page(cast, sign_in):
    for number in range(26):
        tell(cast.mentee, f"k{number}")
    browser = sign_in(cast.mentee)
    assert [len(listed(browser.get("/inbox/", {"page": page}))) for page in (1, 2)] == [25, 1]


def test_an_empty_inbox_says_what_will_lie_there(cast, sign_in):
    text = sign_in(cast.mentee).get("/inbox/").content.decode()
    shows(text, "Nothing here yet", hides=["Mark all as read"])


def test_a_kind_that_no_app_knows_any_more_is_shown_and_cannot_wait(cast, sign_in):
    told = tell(cast.mentee, kind="long_gone", title="", about="touchpoint:1")
    browser = sign_in(cast.mentee)
    assert "long_gone" in browser.get("/inbox/").content.decode()
    assert browser.get(f"/inbox/{told.pk}/later/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_number_of_questions(number, cast, sign_in, django_assert_num_queries):
    Organisation.objects.create(pk=1, name="Harbour Engineering")
    for key in range(number):
        tell(cast.mentee, f"k{key}", about=f"touchpoint:{key}")
        Snooze.objects.create(user=cast.mentee, about=f"touchpoint:{key}", until=timezone.now() + timedelta(days=1))
    browser = sign_in(cast.mentee)
    browser.get("/")
    with django_assert_num_queries(9):  # session, person, how many, which, what was put off, memberships, pairs
        assert len(listed(browser.get("/inbox/"))) == number


def test_the_bell_asks_nothing_more_of_those_who_belong_to_a_program(cast, sign_in, django_assert_num_queries):
    Organisation.objects.create(pk=1, name="Harbour Engineering")
    tell(cast.mentee)
    factories.MembershipFactory(user=cast.mentee)  # two memberships, one count
    mentee, administrator = sign_in(cast.mentee), sign_in(cast.administrator)
    mentee.get("/")
    for browser, queries in ((mentee, 5), (administrator, 5)):
        with django_assert_num_queries(queries):
            text = browser.get("/settings/").content.decode()
        assert ("Inbox, 1 unread" in text) == (browser is mentee)
