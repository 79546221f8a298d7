"""Messages of a pair in two browsers at once, on phones; a report; a concern, also without a script."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from pairings.messages import actions
from pairings.models import Concern, ConcernReading, Message, MessageReport
from tests.browser.conftest import DESK, PHONE, wait_until_nothing_is_kept
from tests.factories import ConcernFactory, MessageFactory
from tests.sentences import too_long

pytestmark = pytest.mark.django_db(transaction=True)
LONG_NAME = "Maximiliane-Alexandrina von und zu Hohenlohe-Schillingsfürst שרה"


@pytest.fixture
def open_as(cast, new_page, live_server, sign_in_browser):
    def open_page(part, address, *, has_clock=False, **options):
        page = new_page(base_url=live_server.url, **options)
        if has_clock:
            page.clock.install()
        sign_in_browser(page, getattr(cast, part)).goto(address)
        return page

    return open_page


def messages(cast):
    return reverse("messages", args=[cast.pairing.pk])


def write(page, text, *, keys="Control+Enter"):
    page.get_by_label("Your message").fill(text)
    page.get_by_label("Your message").press(keys)


def test_two_write_to_each_other_on_phones(cast, open_as, check_page, picture):
    mentor, mentee = (open_as(part, messages(cast), viewport=PHONE, has_clock=True) for part in ("mentor", "mentee"))
    check_page(mentor)
    mentee.get_by_label("Your message").fill("Half a senten")
    write(mentor, "How did the demo go? 🌱")
    expect(mentor.locator(".written-own")).to_contain_text("How did the demo go? 🌱")
    expect(mentor.get_by_label("Your message")).to_have_value("")
    expect(mentor.get_by_label("Your message")).to_be_focused()
    mentor.clock.run_for(100)
    expect(mentor.locator("#status")).to_have_text("Your message is sent.")
    expect(mentor.locator(".written-own")).to_contain_text("Sent")

    expect(mentee.locator(".written")).to_have_count(0)
    mentee.clock.fast_forward(20_000)
    expect(mentee.locator(".written")).to_contain_text("How did the demo go? 🌱")
    expect(mentee.locator(".written")).to_contain_text("New")
    expect(mentee.get_by_label("Your message")).to_have_value("Half a senten")
    assert Message.objects.get().read_at is None
    mentee.clock.fast_forward(1_500)
    expect(mentee.locator(".written")).not_to_contain_text("New")
    assert Message.objects.get().read_at is not None
    mentor.clock.fast_forward(20_000)
    expect(mentor.locator(".written-own")).to_contain_text("Read")
    expect(mentee.get_by_text("Ctrl + Enter sends it, too.")).to_be_visible()
    write(mentee, "It went well!")
    expect(mentee.locator(".written")).to_have_count(2)
    check_page(mentee)
    picture(mentee, "messages-phone")


def test_a_hidden_page_does_not_ask(cast, open_as, picture):
    page = open_as("mentee", messages(cast), has_clock=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})")
    page.clock.fast_forward(60_000)
    assert [url for url in asked if url.endswith("/seen/")] == []
    page.evaluate("delete document.visibilityState")
    with page.expect_response("**/seen/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    picture(page, "messages-empty")


def test_three_quick_presses_send_one_message(cast, open_as):
    page = open_as("mentor", messages(cast), viewport=PHONE)
    page.get_by_label("Your message").fill("Once")
    button = page.get_by_role("button", name="Send")
    button.evaluate("button => { button.click(); button.click(); button.click(); }")
    expect(page.locator(".written")).to_have_count(1)
    page.reload()
    expect(page.locator(".written")).to_have_count(1)
    assert Message.objects.count() == 1


def test_what_is_too_long_is_kept_and_what_is_not_sent_is_there_again(cast, open_as, check_page):
    page = open_as("mentor", messages(cast), viewport=PHONE, scheme="dark")
    page.get_by_label("Your message").fill("W" * 5001)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text(too_long(5000, 5001))
    check_page(page)
    write(page, "Not yet sent", keys="End")
    page.reload()
    expect(page.get_by_label("Your message")).to_have_value("Not yet sent")
    write(page, "Sent")
    expect(page.locator(".written-own")).to_contain_text("Sent")
    page.reload()
    expect(page.get_by_label("Your message")).to_have_value("")
    wait_until_nothing_is_kept(page)


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
def test_full_pages_are_accessible_and_fit(cast, open_as, check_page, picture, viewport, scheme):
    for person in (cast.mentor, cast.mentee, cast.coordinator):
        person.name = f"{person.first_name} {LONG_NAME}"
        person.save()
    for number in range(30):
        author = cast.mentor if number % 3 else cast.mentee
        MessageFactory(
            pairing=cast.pairing, author=author, text=["W" * 300, "שלום 🌱", "A word\n\nand more"][number % 3]
        )
    received = Message.objects.filter(author=cast.mentor).latest("pk")
    report = actions.report(received, why="W" * 200, by=cast.mentee, now=timezone.now())
    concern = ConcernFactory(pairing=cast.pairing, text="W" * 300)
    open_message = Message.objects.filter(author=cast.mentor).earliest("pk")
    addresses = {
        "mentee": [
            messages(cast),
            f"{messages(cast)}?before={received.pk}",
            reverse("message_report", args=[open_message.pk]),
            reverse("concern_new", args=[cast.pairing.pk]),
            reverse("concern", args=[concern.pk]),
            reverse("pair", args=[cast.pairing.pk]),
        ],
        "coordinator": [
            reverse("concerns", args=[cast.program.pk]),
            reverse("report", args=[report.pk]),
            reverse("concern", args=[concern.pk]),
            "/",
        ],
    }
    for part, found in addresses.items():
        page = open_as(part, "/", viewport=viewport, scheme=scheme)
        for number, address in enumerate(found):
            page.goto(address)
            page.wait_for_load_state("networkidle")
            picture(page, f"voices-{part}-{number}-{viewport['width']}")
            check_page(page)


def test_a_message_is_reported_read_and_closed(cast, open_as, check_page):
    MessageFactory(pairing=cast.pairing, text="An unkind word")
    page = open_as("mentee", messages(cast), viewport=PHONE, javascript=False)
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
    assert Message.objects.get().read_at is not None
    page.get_by_role("link", name="Report").click()
    expect(page.locator("#receivers")).to_contain_text("Cora Lind")
    page.get_by_role("button", name="Report it").click()
    expect(page.locator(".message-reported")).to_contain_text("can read this message")
    page = open_as("coordinator", "/", viewport=PHONE)
    page.get_by_role("link", name="See it").click()
    page.get_by_role("link", name="a reported message").click()
    expect(page.get_by_text("An unkind word")).to_be_visible()
    page.get_by_label("Your note").fill("I have talked to Miriam.")
    page.get_by_role("button", name="Close it with this note").click()
    expect(page.get_by_text("The report is closed.")).to_be_visible()
    check_page(page)
    assert MessageReport.objects.get().note == "I have talked to Miriam."


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_concern_is_shown_sent_read_and_answered(cast, open_as, check_page, picture, javascript):
    page = open_as("mentee", reverse("together", args=[cast.pairing.pk]), viewport=PHONE, javascript=javascript)
    page.get_by_role("link", name="Something worries you?").click()
    page.get_by_role("button", name="See who gets it").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what worries you.")
    page.get_by_label("What worries you?").fill("We have not met for two months.\nI do not know why.")
    page.get_by_role("button", name="See who gets it").click()
    expect(page.get_by_role("heading", name="Who gets it")).to_be_visible()
    expect(page.locator("#receivers")).to_contain_text("Cora Lind can read your words")
    if javascript:
        expect(page.get_by_role("heading", name="Who gets it")).to_be_focused()
        check_page(page)
    else:
        picture(page, "concern-preview")
    page.get_by_role("button", name="Change something").click()
    expect(page.get_by_label("What worries you?")).to_have_value("We have not met for two months.\nI do not know why.")
    page.get_by_role("button", name="See who gets it").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Nobody yet.")).to_be_visible()
    concern = Concern.objects.get()
    assert concern.text.splitlines() == ["We have not met for two months.", "I do not know why."]
    reader = open_as("coordinator", reverse("concern", args=[concern.pk]), viewport=PHONE, javascript=javascript)
    expect(reader.get_by_text("We have not met")).to_have_count(0)
    reader.get_by_role("button", name="Read it").click()
    expect(reader.get_by_text("We have not met")).to_be_visible()
    if javascript:
        check_page(reader)
        picture(reader, "concern-read")
    reader.get_by_label("Your note").fill("Let us talk on Monday.")
    reader.get_by_role("button", name="Close it with this note").click()
    expect(reader.get_by_text("The concern is closed.")).to_be_visible()
    page.reload()
    expect(page.locator("#answer")).to_contain_text("Let us talk on Monday.")
    expect(page.locator("#readings")).to_contain_text("Cora Lind")
    assert ConcernReading.objects.count() == 1
