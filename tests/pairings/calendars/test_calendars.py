"""Planned sessions in calendars: invitations, files, the feed with its secret address, and the weekly grid."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from mentoring.accounts.models import Organisation
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.writing import composing as delivery
from pairings.calendars import tokens as calendars_tokens
from pairings.calendars.actions import choose
from pairings.models import Availability, Pairing, PlannedSession
from pairings.times import ics as times_ics
from pairings.times.actions import planning as planned_sessions
from tests import factories
from tests.pages import hides

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def planned(cast):
    pair = Pairing.objects.with_people().get(pk=cast.pairing.pk)
    place = "https://meet.example.org/us?" + "x" * 100
    return planned_sessions.book(
        pair, starts_at=NOW + timedelta(days=8), minutes=45, place=place, note="A NOTE", by=cast.mentor, now=NOW
    )


def feed_of(browser):
    page = browser.get(reverse("calendar"))
    return urlsplit(page.context["address"]).path


def event_of(ics):
    [event] = Calendar.from_ical(ics).walk("VEVENT")
    return event


def test_an_invitation_reads_back_as_it_was_meant(cast, planned, settings):
    settings.DEFAULT_FROM_EMAIL = "Harbour <mentoring@example.org>"
    Organisation.objects.create(pk=1, name='Harbour "North", שלום')
    written = times_ics.invitation(planned, cast.mentee)
    event = event_of(written["ics"])
    assert written["method"] == "REQUEST"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (planned.starts_at, planned.ends_at)
    assert b"Z\r\n" in event["DTSTART"].to_ical() + b"\r\n" and event["DTSTART"].dt.tzinfo is not None
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("Session with Miriam", planned.place)
    assert str(event["ORGANIZER"]) == "mailto:mentoring@example.org"
    assert event["ORGANIZER"].params["CN"] == "Harbour ’North’, שלום for Miriam Okafor"
    assert str(event["ATTENDEE"]) == "mailto:mentee@example.org"
    assert (event["ATTENDEE"].params["RSVP"], event["SEQUENCE"], str(event["STATUS"])) == ("FALSE", 0, "CONFIRMED")
    hides(written["ics"], cast.mentor.email, "A NOTE")
    assert [line for line in written["ics"].split("\r\n") if len(line.encode()) > 75] == []


def test_a_name_cannot_break_out_of_its_line(cast, planned):
    cast.mentor.name = 'Eve"\r\nATTENDEE:mailto:eve@example.org'
    cast.mentor.save()
    fresh = PlannedSession.objects.with_people().get(pk=planned.pk)
    event = event_of(times_ics.invitation(fresh, cast.mentee)["ics"])
    assert str(event["ATTENDEE"]) == "mailto:mentee@example.org"


def test_the_file_and_the_links_say_the_same(cast, planned, sign_in):
    browser = sign_in(cast.mentee)
    answer = browser.get(reverse("planned_ics", args=[planned.pk]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert event_of(answer.content)["DTSTART"].dt == planned.starts_at
    page = browser.get(reverse("planned_session", args=[planned.pk]))
    google, outlook = (parse_qs(urlsplit(page.context[name]).query) for name in ("google", "outlook"))
    stamp = planned.starts_at.astimezone(UTC)
    assert google["dates"] == [f"{stamp:%Y%m%dT%H%M%SZ}/{stamp + timedelta(minutes=45):%Y%m%dT%H%M%SZ}"]
    assert outlook["startdt"] == [f"{stamp:%Y-%m-%dT%H:%M:%SZ}"]
    assert google["location"] == outlook["location"] == [planned.place]


def test_the_feed_holds_little_and_is_fetched_once(cast, planned, sign_in):
    address, program = feed_of(sign_in(cast.mentee)), Client()
    answer = program.get(address)
    event = event_of(answer.content)
    assert (str(event["SUMMARY"]), event["DTSTART"].dt) == ("Session with Miriam", planned.starts_at)
    assert "LOCATION" not in event and b"A NOTE" not in answer.content and b"Okafor" not in answer.content
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-cache", "noindex")
    again = program.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content, program.head(address).status_code) == (304, b"", 200)
    planned_sessions.cancel(planned, by=cast.mentor, now=NOW)
    changed = program.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (changed.status_code, Calendar.from_ical(changed.content).walk("VEVENT")) == (200, [])
    assert "_auth_user_id" not in program.session


def test_a_reset_address_is_dead_and_a_forged_one_never_was(cast, planned, sign_in):
    browser = sign_in(cast.mentee)
    old = feed_of(browser)
    assert browser.get(reverse("calendar_reset")).status_code == 405
    browser.post(reverse("calendar_reset"))
    new = feed_of(browser)
    token = calendars_tokens.feed_token(cast.mentee, 7)
    statuses = [Client().get(one).status_code for one in (old, new, old[:-6] + ".ics", f"/calendar/{token}.ics")]
    assert statuses == [404, 200, 404, 404]
    cast.mentee.is_active = False
    cast.mentee.save()
    assert Client().get(new).status_code == 404


def test_a_feed_shows_ones_own_sessions_alone(cast, planned, sign_in):
    assert Calendar.from_ical(Client().get(feed_of(sign_in(cast.outsider))).content).walk("VEVENT") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_feed_takes_three_queries(cast, rows, sign_in, django_assert_num_queries):
    for number in range(rows):
        pair = factories.PairingFactory(mentor=factories.MembershipFactory(user=cast.mentor, role="mentor"))
        factories.PlannedSessionFactory(pairing=pair, starts_at=NOW + timedelta(days=number))
    address = feed_of(sign_in(cast.mentor))
    with django_assert_num_queries(3):
        assert len(Calendar.from_ical(Client().get(address).content).walk("VEVENT")) == rows


def test_who_reads_by_address_gets_no_invitation(cast, planned, sign_in):
    assert sign_in(cast.mentee).post(reverse("calendar"), {}).status_code == 302
    delivery.compose(timezone.now())
    mail = Mail.objects.get()
    assert mail.calendar is None
    hides(mail.text, "The invitation with this mail")
    choose(cast.mentee, invitations=True)
    planned_sessions.cancel(planned, by=cast.mentor, now=NOW)
    delivery.compose(timezone.now())
    assert Mail.objects.order_by("pk").last().calendar["method"] == "CANCEL"


def test_the_week_is_kept_as_it_was_ticked(cast, sign_in):
    browser = sign_in(cast.mentor)
    browser.post(reverse("availability"), {"day_0": ["0", "3"], "day_6": ["27"]})
    assert Availability.objects.get().cells == [0, 3, 27]
    page = browser.get(reverse("availability"))
    assert [page.context["form"].fields[f"day_{day}"].initial for day in (0, 1, 6)] == [[0, 3], [], [27]]
    wrong = browser.post(reverse("availability"), {"day_0": ["4"]})  # Tuesday's
    assert (wrong.status_code, wrong.context["form"].errors) == (
        422,
        {"day_0": ["Choose from the parts of the day."]},
    )
    browser.post(reverse("availability"), {})
    assert Availability.objects.get().cells == []


def test_the_feed_keeps_the_clock_when_the_clocks_change(cast):
    """18:00 in Berlin before and after: an hour apart in UTC."""
    pair = Pairing.objects.with_people().get(pk=cast.pairing.pk)
    for moment in (datetime(2026, 10, 20, 16, tzinfo=UTC), datetime(2026, 11, 3, 17, tzinfo=UTC)):
        planned = factories.PlannedSessionFactory(pairing=pair, starts_at=moment)
        start = event_of(times_ics.file(planned, cast.mentor))["DTSTART"].dt
        assert f"{start.astimezone(cast.mentor.zone):%H:%M}" == "18:00"
