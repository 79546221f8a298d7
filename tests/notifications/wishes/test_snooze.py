"""“Remind me later”: from the inbox, or by the link in a mail without signing in."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes import actions as wishes_actions
from mentoring.notifications.wishes import later
from mentoring.notifications.wishes.models import Snooze
from mentoring.web.integrity import Refused
from tests.pages import shows
from tests.sentences import DEAD_LINK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)  # a Tuesday, seven in the morning in Berlin
AGAIN = "k:again:"


def nine(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=BERLIN)


@pytest.fixture
def told(cast):
    return Notification.objects.create(
        key="k", recipient=cast.mentee, kind="test_note", about="touchpoint:7", payload={"word": "meet"}, due_at=NOW,
        state="delivered", decided_at=NOW, in_app=True, title="Did you meet?", program_id=cast.program.pk,
        pairing_id=cast.pairing.pk,
    )  # fmt: skip


def link(user, notification, action="snooze") -> str:
    return f"/later/{links.make(action, user=user, object_id=notification.pk)}/"


def planned() -> list[tuple[str, datetime]]:
    return list(Notification.objects.planned().order_by("key").values_list("key", "due_at"))


# The days


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 11, 24), {"Tomorrow": 25, "Monday": 30, "In a week": 1}),
        (date(2026, 11, 23), {"Tomorrow": 24, "Monday": 30}),  # a Monday: in a week is Monday
        (date(2026, 11, 22), {"Tomorrow": 23, "In a week": 29}),  # a Sunday: tomorrow is Monday
        (date(2026, 11, 27), {"Tomorrow": 28, "Monday": 30, "In a week": 4}),
    ],
)
def test_each_day_is_offered_once(today, days):
    assert {choice.words: choice.day.day for choice in later.choices(today)} == days


# The act


def test_it_holds_back_and_plans_one_reminder_of_the_same(cast, told):
    wishes_actions.snooze(told, until=nine(30), by=cast.mentee, now=NOW)
    assert Snooze.objects.values_list("user_id", "about", "until").get() == (cast.mentee.pk, "touchpoint:7", nine(30))
    again = Notification.objects.get(key=f"{AGAIN}2026-11-30")
    assert (again.state, again.due_at, again.about, again.kind) == ("planned", nine(30), "touchpoint:7", "test_note")
    assert (again.payload, again.program_id, again.pairing_id) == ({"word": "meet"}, told.program_id, told.pairing_id)
    assert (again.title, again.in_app, again.read_at) == ("", False, None)
    told.refresh_from_db()
    assert (told.state, told.read_at) == ("delivered", NOW)
    entry = Entry.objects.get(verb="notification.snoozed")
    assert (entry.actor_id, entry.program_id, entry.details) == (cast.mentee.pk, None, {"until": "2026-11-30"})


def test_the_same_day_twice_plans_once(cast, told):
    for _ in range(2):
        wishes_actions.snooze(told, until=nine(30), by=cast.mentee, now=NOW)
    assert planned() == [(f"{AGAIN}2026-11-30", nine(30))]


def test_another_day_moves_it_and_back_again(cast, told):
    for day in (30, 26, 30):
        wishes_actions.snooze(told, until=nine(day), by=cast.mentee, now=NOW)
    assert planned() == [(f"{AGAIN}2026-11-30", nine(30))]
    given_up = Notification.objects.get(key=f"{AGAIN}2026-11-26")
    assert (given_up.state, given_up.reason) == ("suppressed", "They chose another day to be reminded.")
    assert Snooze.objects.get().until == nine(30)


def test_the_reminder_itself_can_be_put_off_under_the_first_key(cast, told):
    wishes_actions.snooze(told, until=nine(26), by=cast.mentee, now=NOW)
    Notification.objects.planned().update(state="delivered", decided_at=nine(26), in_app=True)
    again = Notification.objects.get(key=f"{AGAIN}2026-11-26")
    wishes_actions.snooze(again, until=nine(30), by=cast.mentee, now=nine(26))
    assert planned() == [(f"{AGAIN}2026-11-30", nine(30))]
    again.refresh_from_db()
    assert (again.state, again.read_at) == ("delivered", nine(26))


def test_a_reminder_that_was_told_is_never_planned_again(cast, told):
    """Its mail exists, and a notification has one."""
    Notification.objects.create(
        key=f"{AGAIN}2026-11-26", recipient=cast.mentee, kind="test_note", about="touchpoint:7", due_at=nine(25),
        state="delivered", decided_at=nine(25),
    )  # fmt: skip
    wishes_actions.snooze(told, until=nine(26), by=cast.mentee, now=NOW)
    assert planned() == []
    assert Snooze.objects.get().until == nine(26)


@pytest.mark.parametrize(
    "until",
    [NOW - timedelta(days=1), NOW, nine(23), nine(24, month=12) + timedelta(days=31)],
)
def test_only_from_tomorrow_to_sixty_days_away(until, cast, told):
    with pytest.raises(Refused, match="at most 60 days away"):
        wishes_actions.snooze(told, until=until, by=cast.mentee, now=NOW)
    assert (Snooze.objects.count(), planned()) == (0, [])


def test_the_morning_of_a_day_that_has_begun_will_do_while_it_is_to_come(cast, told):
    """On a page from before midnight it was tomorrow's."""
    wishes_actions.snooze(told, until=nine(25), by=cast.mentee, now=nine(25) - timedelta(hours=8, minutes=50))
    assert planned() == [(f"{AGAIN}2026-11-25", nine(25))]


def test_the_sixtieth_day_counts_whole(cast, told):
    until = datetime(2027, 1, 23, 9, tzinfo=BERLIN)
    wishes_actions.snooze(told, until=until, by=cast.mentee, now=NOW)
    assert Snooze.objects.get().until == until


@pytest.mark.parametrize("change", [{"about": ""}, {"kind": "test_service"}, {"kind": "never_known"}])
def test_some_things_cannot_wait(change, cast, told):
    Notification.objects.update(**change)
    told.refresh_from_db()
    with pytest.raises(Refused, match="This can't be put off"):
        wishes_actions.snooze(told, until=nine(30), by=cast.mentee, now=NOW)
    assert Client().get(link(cast.mentee, told)).status_code == 404


def test_nobody_puts_off_what_another_was_told(cast, told):
    with pytest.raises(Refused):
        wishes_actions.snooze(told, until=nine(30), by=cast.mentor, now=NOW)
    assert Client().get(link(cast.mentor, told)).status_code == 404


# The pages


def test_the_link_shows_the_days_and_changes_nothing(cast, told, client):
    response = client.get(link(cast.mentee, told))
    assert response.status_code == 200
    assert "Did you meet?" in response.content.decode()
    assert (Snooze.objects.count(), planned()) == (0, [])


def test_the_link_puts_off_and_can_be_answered_again(cast, told, client):
    address = link(cast.mentee, told)
    today = timezone.now().astimezone(BERLIN).date()
    response = client.post(address, {"when": (today + timedelta(days=1)).isoformat()})
    assert (response.status_code, response.url) == (302, address)
    first = Snooze.objects.get().until
    assert first == datetime.combine(today + timedelta(days=1), first.astimezone(BERLIN).time(), BERLIN)
    assert first.astimezone(BERLIN).hour == 9
    shows(client.get(address), "You will be reminded then", hides=["Did you meet?", 'name="when"'])
    shows(client.get(f"{address}?again"), 'name="when"', hides=["Did you meet?"])
    own = today + timedelta(days=40)
    client.post(address, {"when": "own", "day": own.isoformat()})
    assert Snooze.objects.get().until.astimezone(BERLIN).date() == own
    assert [key for key, _ in planned()] == [f"{AGAIN}{own.isoformat()}"]


@pytest.mark.parametrize(
    ("posted", "field", "sentence"),
    [
        ({}, "when", "Choose when you want to be reminded."),
        ({"when": "tomorrow"}, "when", "Choose when you want to be reminded."),
        ({"when": "2020-01-01"}, "when", "Choose a day from tomorrow on, at most 60 days away."),
        ({"when": "own"}, "day", "Choose a day."),
        ({"when": "own", "day": "soon"}, "day", "Enter a date."),
        ({"when": "own", "day": "0001-01-01"}, "day", "Choose a day from tomorrow on, at most 60 days away."),
        ({"when": "own", "day": "9999-12-31"}, "day", "Choose a day from tomorrow on, at most 60 days away."),
    ],
)
def test_a_wrong_day_gets_a_sentence(posted, field, sentence, cast, told, client):
    response = client.post(link(cast.mentee, told), posted)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert Snooze.objects.count() == 0


def test_a_day_that_is_not_asked_for_cannot_be_wrong(cast, told, client):
    day = timezone.now().astimezone(BERLIN).date() + timedelta(days=7)
    assert client.post(link(cast.mentee, told), {"when": day.isoformat(), "day": "soon"}).status_code == 302


@pytest.mark.parametrize("after", [timedelta(minutes=2), timedelta(hours=8, minutes=55)])
def test_the_day_on_the_page_counts_even_if_midnight_comes_before_it_is_sent(after, cast, told, client, monkeypatch):
    looked = datetime(2026, 11, 24, 23, 59, tzinfo=BERLIN)
    monkeypatch.setattr(timezone, "now", lambda: looked)
    offered = client.get(link(cast.mentee, told)).context["form"].fields["when"].choices
    [chosen] = [value for value, words in offered if words.startswith("Tomorrow")]
    monkeypatch.setattr(timezone, "now", lambda: looked + after)
    assert client.post(link(cast.mentee, told), {"when": chosen}).status_code == 302
    assert Snooze.objects.get().until == nine(25)


def test_a_page_sent_after_its_morning_has_passed_offers_the_days_anew(cast, told, client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: nine(25) + timedelta(hours=1))
    page = client.post(link(cast.mentee, told), {"when": "2026-11-25"})
    assert (page.status_code, page.context["form"].errors) == (
        422,
        {"when": ["Choose a day from tomorrow on, at most 60 days away."]},
    )
    assert "Tomorrow, Thu, Nov 26" in page.content.decode()


def test_an_old_link_says_so_kindly(cast, told, client, monkeypatch):
    address, real = link(cast.mentee, told), time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: real + timedelta(days=15).total_seconds())
    response = client.get(address)
    assert response.status_code == 410
    shows(response, "This link has run out")
    assert client.post(address, {"when": "week"}).status_code == 410
    assert Snooze.objects.count() == 0


def test_a_link_for_another_act_or_cut_in_two_opens_nothing(cast, told, client):
    for address in (link(cast.mentee, told, action="meeting"), link(cast.mentee, told)[:-3] + "/"):
        response = client.post(address, {"when": "week"})
        assert response.status_code == 404
        shows(response, DEAD_LINK)
    cast.mentee.is_active = False
    cast.mentee.save()
    assert client.get(link(cast.mentee, told)).status_code == 404


def test_what_is_over_says_why_and_asks_nothing(cast, told, client):
    Notification.objects.update(payload={"gone": True})
    text = client.get(link(cast.mentee, told)).content.decode()
    assert "Nothing to remind you of any more" in text
    assert "They have met already." in text
    assert 'name="when"' not in text


def test_from_the_inbox_and_back(cast, told, sign_in):
    browser = sign_in(cast.mentee)
    assert f'href="/inbox/{told.pk}/later/"' in browser.get("/inbox/").content.decode()
    day = timezone.now().astimezone(BERLIN).date() + timedelta(days=7)
    response = browser.post(f"/inbox/{told.pk}/later/", {"when": day.isoformat()}, follow=True)
    assert response.redirect_chain == [("/inbox/", 302)]
    text = response.content.decode()
    shows(text, "You will be reminded then", "Comes again on")


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_leave_one_reminder(cast, told):
    together = threading.Barrier(4)

    def click(day):
        together.wait()
        try:
            wishes_actions.snooze(told, until=nine(day), by=cast.mentee, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(click, [26, 27, 28, 30]))
    [(key, due_at)] = planned()
    assert Snooze.objects.get().until == due_at
    assert key == f"{AGAIN}{due_at.astimezone(BERLIN).date().isoformat()}"


def test_the_inbox_asks_when_and_says_so_where_nothing_was_chosen(told, cast, sign_in):
    url = reverse("inbox_snooze", args=[told.pk])
    assert sign_in(cast.mentee).get(url).status_code == 200
    answer = sign_in(cast.mentee).post(url)
    assert answer.status_code == 422
    shows(answer.content.decode(), "Choose when you want to be reminded.")
    assert not Snooze.objects.exists()
