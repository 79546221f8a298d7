"""A pause and the sessions that are planned in it: said before, cancelled in both calendars, or kept where asked."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.planning.models import Notification
from pairings.calendars import clocks
from pairings.models import Attendance, PlannedSession
from pairings.pauses import absences
from pairings.pauses import actions as pairings
from pairings.times.actions import planning as planned_sessions
from tests import factories
from tests.telling import told_now

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def today(cast):
    return cast.program.today(NOW)


def plan(cast, day, *, pairing=None, at=10):
    """Booked by the mentee, at that hour where the program is."""
    starts_at = datetime.combine(day, time(at), cast.program.zone)
    pair = pairing or cast.pairing
    return planned_sessions.book(pair, starts_at=starts_at, minutes=60, by=pair.mentee.user, now=NOW)


def states():
    return list(PlannedSession.objects.order_by("starts_at").values_list("state", flat=True))


def cancelled_for():
    rows = Notification.objects.filter(kind="session_cancelled").order_by("recipient__name")
    return [row.recipient.first_name for row in rows.select_related("recipient")]


def test_what_is_planned_before_the_return_is_cancelled_and_the_rest_stands(cast, today):
    for days in (2, 6, 7, 9):  # back on the seventh day: from then on they meet
        plan(cast, today + days * DAY)
    pairings.pause(cast.pairing, returns_on=today + 7 * DAY, by=cast.coordinator, now=NOW)
    assert states() == ["cancelled", "cancelled", "planned", "planned"]
    assert Attendance.objects.filter(active=True).count() == 4
    assert cancelled_for() == ["Miriam", "Miriam", "Sam", "Sam"]
    assert Entry.objects.filter(verb="planned_session.cancelled", actor_id=cast.coordinator.pk).count() == 2


def test_both_calendars_hear_it_also_of_who_takes_the_pause(cast, today):
    plan(cast, today + 2 * DAY)
    absences.pause_person(cast.mentor_in, returns_on=today + 7 * DAY, by=cast.mentor, now=NOW)
    assert cancelled_for() == ["Miriam", "Sam"]
    rows = list(Notification.objects.filter(kind="session_cancelled"))
    for answer in told_now(rows, NOW).values():
        assert answer.calendar["method"] == "CANCEL"
        assert "STATUS:CANCELLED" in answer.calendar["ics"]


def test_all_pairs_of_the_person_and_no_others(cast, today):
    second = factories.PairingFactory(program=cast.program, mentor=cast.mentor_in, mentee=cast.other_mentee_in)
    foreign = factories.PairingFactory(program=cast.program)
    for number, pair in enumerate((cast.pairing, second, foreign)):
        plan(cast, today + 2 * DAY, pairing=pair, at=10 + 2 * number)
    absences.pause_person(cast.mentor_in, returns_on=today + 7 * DAY, by=cast.mentor, now=NOW)
    assert states() == ["cancelled", "cancelled", "planned"]


def test_a_longer_pause_cancels_what_lies_between(cast, today):
    for days in (2, 9):
        plan(cast, today + days * DAY)
    absences.pause_person(cast.mentor_in, returns_on=today + 7 * DAY, by=cast.mentor, now=NOW)
    assert states() == ["cancelled", "planned"]
    absences.pause_person(cast.mentor_in, returns_on=today + 14 * DAY, by=cast.mentor, now=NOW)
    assert states() == ["cancelled", "cancelled"]
    assert cancelled_for() == ["Miriam", "Miriam", "Sam", "Sam"]


def test_the_second_who_goes_away_for_longer_cancels_theirs(cast, today):
    absences.pause_person(cast.mentor_in, returns_on=today + 7 * DAY, by=cast.mentor, now=NOW)
    plan(cast, today + 9 * DAY)
    absences.pause_person(cast.mentee_in, returns_on=today + 14 * DAY, by=cast.mentee, now=NOW)
    assert states() == ["cancelled"]


@pytest.mark.parametrize(("sent", "state"), [({"cancels_sessions": "on"}, "cancelled"), ({}, "planned")])
def test_the_pages_say_what_is_planned_and_ask(cast, sign_in, today, sent, state):
    planned = plan(cast, today + 2 * DAY)
    pages = {
        "coordinator": reverse("pair_pause", args=[cast.pairing.pk]),
        "mentor": reverse("person_pause", args=[cast.program.pk, cast.mentor_in.pk]),
    }
    for part, page in pages.items():
        text = sign_in(getattr(cast, part)).get(page).content.decode()
        assert clocks.when(planned.starts_at, getattr(cast, part)) in text
        assert "Cancel the sessions planned before that day" in text
    returns_on = (today + 7 * DAY).isoformat()
    assert sign_in(cast.mentor).post(pages["mentor"], {"returns_on": returns_on, **sent}).status_code == 302
    assert states() == [state]


def test_without_any_the_page_says_so(cast, sign_in, today):
    page = reverse("pair_pause", args=[cast.pairing.pk])
    assert "No session is planned at the moment." in sign_in(cast.coordinator).get(page).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_much_is_planned(cast, sign_in, today, number, django_assert_num_queries):
    for days in range(number):
        plan(cast, today + (2 + days) * DAY)
    browser = sign_in(cast.coordinator)
    with django_assert_num_queries(QUERIES):
        browser.get(reverse("pair_pause", args=[cast.pairing.pk]))


QUERIES = 6
