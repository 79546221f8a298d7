"""Answering from a mail in a real browser: on a phone, in the dark, without JavaScript; and the pages around it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mentoring.notifications.answering import links
from pairings.models import CheckIn, MeetingAnswer, Session
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.sentences import ANSWER_IS_SAVED, DEAD_LINK, LENGTH

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def late(cast):
    step = factories.StepFactory(program=cast.program, guide="Ask what went well since last time.")
    day = cast.program.today(timezone.now()) - timedelta(days=3)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=day)


@pytest.fixture
def check_in(cast):
    step = factories.StepFactory(program=cast.program, kind="check_in", title="Check-in", every_days=30)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=cast.program.today(timezone.now()))


def link(user, touchpoint, action):
    name = {"meeting": "answer", "check-in": "check_in_answer"}[action]
    return reverse(name, args=[links.make(action, user=user, object_id=touchpoint.pk)])


def test_we_met_on_a_phone_in_the_dark(cast, late, new_page, live_server, check_page, picture):
    page = new_page(viewport=PHONE, scheme="dark", base_url=live_server.url)
    page.goto(link(cast.mentor, late, "meeting"))
    check_page(page)
    picture(page, "answer-phone-dark")
    page.get_by_label("Length in minutes").fill("4")
    page.get_by_role("button", name="Save: we met").click()
    expect(page.get_by_text(LENGTH).first).to_be_visible()
    check_page(page)
    page.get_by_label("Length in minutes").fill("50")
    page.get_by_role("button", name="Save: we met").click()
    expect(page.get_by_text(ANSWER_IS_SAVED)).to_be_visible()
    check_page(page)
    assert [session.minutes for session in Session.objects.all()] == [50]


def test_we_did_not_without_javascript_and_changed_to_met(cast, late, new_page, live_server):
    page = new_page(javascript=False, base_url=live_server.url)
    page.goto(link(cast.mentee, late, "meeting") + "?met=no")
    page.get_by_role("button", name="Save: move it to this day").click()
    expect(page.get_by_text(ANSWER_IS_SAVED)).to_be_visible()
    late.refresh_from_db()
    assert (late.state, late.due_on) == ("open", cast.program.today(timezone.now()) + timedelta(days=7))
    page.get_by_role("link", name="Change your answer").click()
    page.get_by_label("Day you met").fill(cast.program.today(timezone.now()).isoformat())
    page.get_by_role("button", name="Save: we met").click()
    expect(page.get_by_text(ANSWER_IS_SAVED)).to_be_visible()
    assert [answer.met for answer in MeetingAnswer.objects.all()] == [True]
    assert Session.objects.count() == 1


def test_a_check_in_takes_one_tap_and_one_save(cast, check_in, page, check_page, picture):
    page.goto(link(cast.mentee, check_in, "check-in") + "?v=4")
    expect(page.get_by_label("Good", exact=True)).to_be_checked()
    check_page(page)
    picture(page, "check-in")
    assert CheckIn.objects.count() == 0
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(ANSWER_IS_SAVED)).to_be_visible()
    assert [answer.rating for answer in CheckIn.objects.all()] == [4]


def test_a_link_that_does_not_work_says_what_to_do(page, check_page):
    page.goto(reverse("answer", args=["cut-in-two"]))
    expect(page.get_by_role("heading", name=DEAD_LINK)).to_be_visible()
    check_page(page)


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
@pytest.mark.parametrize("part", ["mentor", "coordinator"])
def test_the_page_of_a_pair_can_be_read_and_used(
    cast, late, check_in, part, viewport, scheme, new_page, live_server, sign_in_browser, check_page, picture
):
    factories.SessionFactory(pairing=cast.pairing)
    factories.GoalFactory(pairing=cast.pairing)
    hello = factories.StepFactory(program=cast.program, kind="introduction", title="Say hello", every_days=None)
    factories.TouchpointFactory(pairing=cast.pairing, step=hello)
    page = sign_in_browser(new_page(viewport=viewport, scheme=scheme, base_url=live_server.url), getattr(cast, part))
    page.goto(reverse("pair", args=[cast.pairing.pk]))
    check_page(page)
    picture(page, f"pair-{part}-{viewport['width']}-{scheme}")
    if part == "mentor":
        page.locator("summary", has_text="Say hello").click()
        page.get_by_role("button", name="Mark as done (Say hello)").click()
        page.locator("#past > summary").click()
        page.locator("#past summary", has_text="Say hello").click()
        expect(page.get_by_role("button", name="Not done yet (Say hello)")).to_be_visible()
        check_page(page)


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_a_coordinator_pairs_two_by_hand(
    cast, late, viewport, scheme, new_page, live_server, sign_in_browser, check_page, picture
):
    page = sign_in_browser(new_page(viewport=viewport, scheme=scheme, base_url=live_server.url), cast.coordinator)
    page.goto(reverse("pairs", args=[cast.program.pk]))
    check_page(page)
    picture(page, f"pairs-{viewport['width']}-{scheme}")
    page.get_by_role("link", name="Pair two people").first.click()
    page.get_by_role("button", name="Make them a pair").click()
    expect(page.get_by_text("Choose a mentor.").first).to_be_visible()
    check_page(page)
    page.get_by_label("Mentor").select_option(label="Miriam Okafor (has 1 of 2)")
    page.get_by_label("Mentee").select_option(label="Noor Haddad")
    page.get_by_role("button", name="Make them a pair").click()
    expect(page.get_by_role("heading", name="Noor Haddad with Miriam Okafor")).to_be_visible()
    page.get_by_role("link", name="Pause").click()
    check_page(page)
    page.get_by_label("Back on").fill((cast.program.today(timezone.now()) + timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Start the pause").click()
    page.get_by_role("button", name="They are back").click()
    expect(page.get_by_role("link", name="Pause")).to_be_visible()
    page.get_by_role("link", name="End the pair").click()
    check_page(page)
