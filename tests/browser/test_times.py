"""Two people find a time on their phones: proposed on the page, picked from the mail, in both calendars."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from mentoring.notifications.answering import links
from mentoring.notifications.sending import delivery
from pairings.models import Pairing, PlannedSession
from pairings.times.actions import planning as planned_sessions
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.sentences import ANSWER_IS_SAVED

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phones(cast, new_page, live_server, sign_in_browser):
    """Miriam in Berlin, in the dark, and Sam in New York."""
    cast.mentee.time_zone = "America/New_York"
    cast.mentee.save()
    miriam = new_page(viewport=PHONE, scheme="dark", base_url=live_server.url)
    sam = new_page(viewport=PHONE, zone="America/New_York", base_url=live_server.url)
    return sign_in_browser(miriam, cast.mentor), sign_in_browser(sam, cast.mentee)


def test_a_time_is_found_between_two_phones(cast, phones, new_page, live_server, sink, check_page, picture, settings):
    miriam, sam = phones
    settings.SITE_URL = live_server.url
    miriam.goto(reverse("pair", args=[cast.pairing.pk]))
    miriam.get_by_role("link", name="Find a time").click()
    day = timezone.now().astimezone(cast.mentor.zone).date() + timedelta(days=9)
    miriam.get_by_label("Day 1").fill(day.isoformat())
    miriam.get_by_label("Time 1").fill("15:00")
    miriam.get_by_label("Day 2").fill((day + timedelta(days=1)).isoformat())
    miriam.get_by_label("Time 2").fill("")
    miriam.get_by_role("button", name="Propose these times").click()
    expect(miriam.get_by_text("Give both, the day and the time, or neither.").first).to_be_visible()
    check_page(miriam)
    miriam.get_by_label("Time 2").fill("18:00")
    miriam.get_by_label("Video link or place").fill("https://meet.example.org/" + "us" * 60)
    miriam.get_by_label("Note").fill("Bring the draft. שלום")
    picture(miriam, "times-propose-phone-dark")
    miriam.get_by_role("button", name="Propose these times").click()
    expect(miriam.get_by_text("Sam gets an email with your times.")).to_be_visible()
    check_page(miriam)

    delivery.run(seconds=20)
    [mail] = sink.mails
    acts = re.findall(rf"{re.escape(live_server.url)}(/times/answer/\S+)", mail.get_body(("plain",)).get_content())
    stranger = new_page(viewport=PHONE, base_url=live_server.url)  # Sam's mail program, where nobody is signed in
    stranger.goto(acts[1])
    expect(stranger.get_by_role("radio").nth(1)).to_be_checked()
    assert PlannedSession.objects.count() == 0
    check_page(stranger)
    picture(stranger, "time-answer-phone")
    stranger.get_by_role("button", name="Save my answer").click()
    expect(stranger.get_by_text(ANSWER_IS_SAVED)).to_be_visible()
    check_page(stranger)

    delivery.run(seconds=20)
    [invitation] = sink.mails[1:]
    [part] = [part for part in invitation.walk() if part.get_content_type() == "text/calendar"]
    [event] = Calendar.from_ical(part.get_content()).walk("VEVENT")
    planned = PlannedSession.objects.get()
    assert (invitation["To"], event["DTSTART"].dt) == ("Miriam Okafor <mentor@example.org>", planned.starts_at)
    for page in (miriam, sam):
        page.goto("/")
        page.goto(reverse("pair", args=[cast.pairing.pk]))
        card = page.locator("section", has=page.locator("#next-session"))
        expect(card).to_contain_text(" for Sam" if page is miriam else " for Miriam")
        check_page(page)
        card.get_by_role("link").first.click()
        expect(page.get_by_role("link", name="Join the video call")).to_be_visible()
        check_page(page)
    picture(miriam, "planned-session-phone-dark")
    with sam.expect_download() as download:
        sam.get_by_role("link", name="Any calendar (.ics)").click()
    [event] = Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")
    assert event["DTSTART"].dt == planned.starts_at


def test_the_week_and_the_calendar_by_keyboard_and_on_a_desk(
    cast, new_page, live_server, sign_in_browser, check_page, picture
):
    for viewport, scheme in ((PHONE, "light"), (DESK, "dark")):
        page = sign_in_browser(new_page(viewport=viewport, scheme=scheme, base_url=live_server.url), cast.mentor)
        page.goto(reverse("availability"))
        page.get_by_role("group", name="Tuesday").get_by_label("Evening, 18 to 21").focus()
        page.keyboard.press("Space")
        check_page(page)
        picture(page, f"availability-{viewport['width']}-{scheme}")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved.").first).to_be_visible()
        page.goto(reverse("calendar"))
        check_page(page)
        picture(page, f"calendar-{viewport['width']}-{scheme}")


def test_cancelled_and_fits_after_all_without_javascript(cast, new_page, live_server, sign_in_browser):
    pair = Pairing.objects.with_people().get(pk=cast.pairing.pk)
    now = timezone.now()
    planned = planned_sessions.book(pair, starts_at=now + timedelta(days=3), minutes=60, by=cast.mentor, now=now)
    token = links.make("planned", user=cast.mentee, object_id=planned.pk)
    page = new_page(viewport=PHONE, javascript=False, base_url=live_server.url)
    page.goto(reverse("planned_answer", args=[token]))
    page.get_by_role("button", name="It doesn’t fit, cancel it").click()
    expect(page.get_by_text(ANSWER_IS_SAVED)).to_be_visible()
    page.get_by_role("link", name="Change your answer").click()
    page.get_by_role("button", name="It fits after all").click()
    expect(page.get_by_role("heading", name="Does it fit?")).to_be_visible()
    planned.refresh_from_db()
    assert (planned.state, planned.sequence) == ("planned", 2)


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
def test_useful_and_moving_look_right(
    cast, new_page, live_server, sign_in_browser, check_page, picture, viewport, scheme
):
    session = factories.SessionFactory(pairing=cast.pairing)
    planned = factories.PlannedSessionFactory(pairing=cast.pairing, place="Room 5")
    page = sign_in_browser(new_page(viewport=viewport, scheme=scheme, base_url=live_server.url), cast.mentee)
    page.goto(reverse("useful", args=[session.pk]))
    check_page(page)
    picture(page, f"useful-{viewport['width']}-{scheme}")
    page.get_by_label("Partly").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("You found it partly useful.")).to_be_visible()
    check_page(page)
    for name in ("planned_move", "planned_cancel", "planned_session"):
        page.goto(reverse(name, args=[planned.pk]))
        check_page(page)
        picture(page, f"{name}-{viewport['width']}-{scheme}")
    page.goto(reverse("pair", args=[cast.pairing.pk]))
    picture(page, f"pair-times-{viewport['width']}-{scheme}")
