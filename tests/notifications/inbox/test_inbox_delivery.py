"""Inbox and delivery together: nothing needs the mail to have arrived, and “later” comes once, later."""

from datetime import UTC, datetime, timedelta

import pytest

from mentoring.notifications.inbox import queries as inbox_queries
from mentoring.notifications.mail_log import fates
from mentoring.notifications.planning import queries as planning_queries
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.wishes import actions as wishes_actions
from mentoring.notifications.wishes.models import MailHabits, Preference
from mentoring.notifications.writing import composing as delivery
from tests.sentences import SNOOZED
from tests.telling import tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)  # ten o'clock in Berlin


def lines(user) -> list[tuple[str, str]]:
    rows = inbox_queries.inbox(user).select_related("mail", "digest")
    return [(row.key, fates.of(row).name) for row in rows]


def about(key: str, thing: str) -> None:
    Notification.objects.filter(key=key).update(about=thing)


@pytest.mark.parametrize(
    ("choice", "fate"),
    [
        (lambda user: None, "on_its_way"),
        (lambda user: Preference.objects.create(user=user, kind="test_note", by_mail=False), "app"),
        (lambda user: MailHabits.objects.create(user=user, rhythm="weekly"), "waiting"),
    ],
)
def test_what_was_told_lies_in_the_inbox_however_it_was_told(choice, fate, cast):
    choice(cast.mentee)
    tell(cast.mentee, "k", due_at=TUESDAY)
    delivery.compose(TUESDAY)
    assert lines(cast.mentee) == [("k", fate)]
    assert planning_queries.unread(cast.mentee).count() == 1


def test_who_wants_it_neither_way_finds_nothing(cast):
    Preference.objects.create(user=cast.mentee, kind="test_note", by_mail=False, in_app=False)
    tell(cast.mentee, "k", due_at=TUESDAY)
    delivery.compose(TUESDAY)
    assert lines(cast.mentee) == []


def test_later_is_silent_until_then_and_comes_once(cast):
    tell(cast.mentee, "first", due_at=TUESDAY)
    tell(cast.mentee, "next rung", due_at=TUESDAY + timedelta(days=1))
    for key in ("first", "next rung"):
        about(key, "touchpoint:7")
    delivery.compose(TUESDAY)
    monday = datetime(2026, 11, 30, 8, tzinfo=UTC)  # nine in Berlin
    wishes_actions.snooze(Notification.objects.get(key="first"), until=monday, by=cast.mentee, now=TUESDAY)
    moment = TUESDAY
    while moment < monday - timedelta(hours=1):
        moment += timedelta(hours=1)
        delivery.compose(moment)
    assert lines(cast.mentee) == [("first", "on_its_way")]
    held = Notification.objects.get(key="next rung")
    assert (fates.of(held).name, fates.of(held).detail) == ("held", SNOOZED)
    for hours in range(3):
        delivery.compose(monday + timedelta(hours=hours))
    again = "first:again:2026-11-30"
    assert lines(cast.mentee) == [(again, "on_its_way"), ("first", "on_its_way")]
    assert [mail.notification.key for mail in Mail.objects.order_by("pk")] == ["first", again]
    assert fates.of(Notification.objects.get(key="next rung")).name == "suppressed"


def test_later_says_nothing_if_it_was_done_by_then(cast):
    tell(cast.mentee, "k", due_at=TUESDAY)
    about("k", "touchpoint:7")
    delivery.compose(TUESDAY)
    monday = datetime(2026, 11, 30, 8, tzinfo=UTC)
    wishes_actions.snooze(Notification.objects.get(), until=monday, by=cast.mentee, now=TUESDAY)
    Notification.objects.filter(key="k:again:2026-11-30").update(payload={"gone": True})
    delivery.compose(monday)
    again = Notification.objects.get(key="k:again:2026-11-30")
    assert (again.state, again.reason) == ("suppressed", "They have met already.")
    assert Mail.objects.count() == 1


def test_chosen_again_for_an_earlier_day_it_comes_on_that_day_alone(cast):
    tell(cast.mentee, "k", due_at=TUESDAY)
    about("k", "touchpoint:7")
    delivery.compose(TUESDAY)
    first = Notification.objects.get()
    for day in (30, 26):
        until = datetime(2026, 11, day, 8, tzinfo=UTC)
        wishes_actions.snooze(first, until=until, by=cast.mentee, now=TUESDAY)
    moment = TUESDAY
    while moment < TUESDAY + timedelta(days=9):
        moment += timedelta(hours=4)
        delivery.compose(moment)
    keys = [key for key, _ in lines(cast.mentee)]
    assert keys == ["k:again:2026-11-26", "k"]
    assert Mail.objects.count() == 2
