"""Suggested times by both clocks, and a time at which whoever proposes it is booked: said beside it before it goes."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mentoring.web import dates
from pairings.calendars import clocks
from pairings.models import Pairing, PlannedSession, TimeProposal
from pairings.times import queries as times_queries
from pairings.times.actions import planning as planned_sessions
from tests import factories
from tests.pages import hides, shows

NOW = timezone.now().replace(minute=0, second=0, microsecond=0)
SOON = NOW + timedelta(days=8)
FIVE = ["Pacific/Auckland", "America/Los_Angeles", "America/New_York", "Europe/Berlin", "Pacific/Kiritimati"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    cast.mentee.time_zone = "America/New_York"
    cast.mentee.save()
    return Pairing.objects.with_people().get(pk=cast.pairing.pk)


@pytest.fixture
def other(cast, pair):
    """Another pair of the same mentor, with a session at `SOON`."""
    found = factories.PairingFactory(program=cast.program, mentor=cast.mentor_in, mentee=cast.other_mentee_in)
    planned_sessions.book(found, starts_at=SOON, minutes=60, by=cast.mentor, now=NOW)
    return found


def form(*moments, by, **more):
    values = {"minutes": 60, "place": "", "note": "Soon?", "form_key": "5f0c3b62-6d5e-4a55-9a50-3c1a4f6f2d13", **more}
    for number, moment in enumerate(moments, 1):
        here = moment.astimezone(by.zone)
        values |= {f"day_{number}": here.date().isoformat(), f"clock_{number}": f"{here:%H:%M}"}
    return values


@pytest.mark.parametrize("zone", FIVE)
def test_every_suggestion_stands_there_by_both_clocks_and_nobody_is_woken(cast, pair, sign_in, zone):
    cast.mentee.time_zone = zone
    cast.mentee.save()
    with time_machine.travel(datetime(2026, 12, 4, 12, tzinfo=UTC), tick=False):
        Pairing.objects.filter(pk=pair.pk).update(ends_on=datetime(2027, 8, 31).date())
        page = sign_in(cast.mentor).get(reverse("times_propose", args=[pair.pk]))
        pair.refresh_from_db()
        moments = times_queries.suggestions(pair, cast.mentor, minutes=60, now=timezone.now())
    assert len(moments) == 3
    for moment in moments:
        shows(page, f"Suggested: {clocks.when(moment, cast.mentor, cast.mentee)}")
        for person in (cast.mentor, cast.mentee):
            assert moment.astimezone(person.zone).hour in range(7, 21), person


def test_the_last_time_is_offered_again_by_both_clocks(cast, pair, sign_in):
    planned_sessions.book(pair, starts_at=NOW + timedelta(hours=1), minutes=60, by=cast.mentor, now=NOW)
    with time_machine.travel(NOW + timedelta(days=1)):
        page = sign_in(cast.mentor).get(reverse("pair", args=[pair.pk]))
        last = times_queries.last_begun(pair, now=timezone.now())
        again = times_queries.same_time(pair, times_queries.as_planned(last), cast.mentor, now=timezone.now())
    shows(page, clocks.when(again, cast.mentor, cast.mentee), "for Sam)")


def test_who_is_booked_reads_it_beside_the_field_and_may_go_on(cast, pair, other, sign_in):
    browser, address = sign_in(cast.mentor), reverse("times_propose", args=[pair.pk])
    hides(browser.get(address), "Send these times anyway")
    free, half_past = SOON + timedelta(days=1), SOON + timedelta(minutes=30)
    sent = form(free, half_past, by=cast.mentor)
    page = browser.post(address, sent)
    span = dates.span(SOON, SOON + timedelta(hours=1), cast.mentor.zone)
    sentence = f"You have a session with Noor on {span}."
    assert (page.status_code, page.context["form"].errors) == (422, {"clock_2": [sentence]})
    shows(page, "Send these times anyway", "Soon?", f"You entered: {clocks.when(half_past, cast.mentor, cast.mentee)}")
    assert TimeProposal.objects.count() == 0
    assert browser.post(address, {**sent, "anyway": "on"}).status_code == 302
    assert [one.starts_at for one in TimeProposal.objects.get().times.all()] == sorted([free, half_past])


def test_one_session_may_begin_when_another_ends_and_the_partner_s_are_not_told(cast, pair, other, sign_in):
    address = reverse("times_propose", args=[pair.pk])
    before, after = SOON - timedelta(hours=1), SOON + timedelta(hours=1)
    assert sign_in(cast.mentor).post(address, form(before, after, by=cast.mentor)).status_code == 302
    sent = form(
        SOON, by=cast.mentee, form_key="5f0c3b62-6d5e-4a55-9a50-3c1a4f6f2d14", seen=TimeProposal.objects.get().pk
    )
    assert sign_in(cast.mentee).post(address, sent).status_code == 302  # Miriam's other session isn't Sam's to know


def test_a_canceled_session_books_nobody(cast, pair, other, sign_in):
    planned_sessions.cancel(PlannedSession.objects.get(), by=cast.mentor, now=NOW)
    answer = sign_in(cast.mentor).post(reverse("times_propose", args=[pair.pk]), form(SOON, by=cast.mentor))
    assert answer.status_code == 302


def test_where_one_is_booked_another_time_is_suggested_instead(cast, pair):
    first = times_queries.suggestions(pair, cast.mentor, minutes=60, now=NOW)
    planned_sessions.book(pair, starts_at=first[0], minutes=60, by=cast.mentor, now=NOW)
    then = times_queries.suggestions(pair, cast.mentor, minutes=60, now=NOW)
    assert len(then) == 3 and first[0] not in then
