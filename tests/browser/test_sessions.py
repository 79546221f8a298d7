"""Logging a session in a real browser: on a phone, as the mentor; and without a script."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from pairings.models import Draft, PrivateNote, Promise, Session, SessionLog
from tests.browser.conftest import DESK, PHONE, wait_until_nothing_is_kept
from tests.factories import (
    AgendaItemFactory,
    FeltHeardFactory,
    PrivateNoteFactory,
    PromiseFactory,
    SessionFactory,
    SessionLogFactory,
)
from tests.sentences import DRAFT_IS_KEPT, LOG_SESSION, ONLY_YOU_SEE_IT

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 320, "height": 640}


OFFLINE = "net::ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def open_as(cast, new_page, live_server, sign_in_browser):
    def open_page(part, address, **options):
        page = new_page(base_url=live_server.url, **options)
        sign_in_browser(page, getattr(cast, part)).goto(address)
        return page

    return open_page


def new_session(cast):
    return reverse("session_new", args=[cast.pairing.pk])


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_mentor_logs_a_session_on_a_phone(cast, open_as, javascript):
    page = open_as("mentor", new_session(cast), viewport=PHONE, javascript=javascript)
    page.get_by_label("What I heard").fill("You want to speak more in meetings")
    page.get_by_label("What we covered").fill("**Rehearsed** the demo")
    page.get_by_text("Add a private note").click()
    page.get_by_role("textbox", name="Private note").fill("Ask about the move")
    page.get_by_role("button", name=LOG_SESSION).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Session of")
    expect(page.get_by_text("Your session is logged.")).to_be_visible()
    expect(page.locator("strong", has_text="Rehearsed")).to_be_visible()
    log, note = SessionLog.objects.get(), PrivateNote.objects.get()
    assert (log.what_i_heard, log.shared_notes) == ("You want to speak more in meetings", "**Rehearsed** the demo")
    assert (note.author, note.text, Session.objects.get().minutes) == (cast.mentor, "Ask about the move", 60)


def test_wrong_day_keeps_the_text_and_moves_to_the_problem(cast, open_as, check_page, picture):
    page = open_as("mentee", new_session(cast), viewport=PHONE)
    page.get_by_label("What we covered").fill("Long thoughts")
    page.get_by_label("Day you met").fill("2999-01-01")
    page.get_by_role("button", name=LOG_SESSION).click()
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("This day is still to come.")
    expect(problem).to_be_focused()
    expect(page.get_by_label("What we covered")).to_have_value("Long thoughts")
    check_page(page)
    picture(page, "session-new-wrong")
    assert Session.objects.count() == 0


def test_three_quick_presses_log_one_session(cast, open_as):
    page = open_as("mentee", new_session(cast), viewport=PHONE)
    page.get_by_label("What we covered").fill("Once")
    button = page.get_by_role("button", name=LOG_SESSION)
    button.evaluate("button => { button.click(); button.click(); button.click(); }")
    expect(page.get_by_text("Your session is logged.")).to_be_visible()
    assert Session.objects.count() == 1


def test_going_back_to_the_form_says_that_the_session_is_logged(cast, open_as):
    page = open_as("mentee", new_session(cast), javascript=False)
    page.get_by_label("What we covered").fill("First")
    page.get_by_role("button", name=LOG_SESSION).click()
    expect(page.get_by_text("Your session is logged.")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="add your words to it").click()
    expect(page.get_by_label("What we covered")).to_have_value("First")
    assert Session.objects.count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [NARROW, PHONE, DESK], ids=["narrow", "phone", "desk"])
def test_pages_of_sessions_are_accessible_and_fit(cast, open_as, check_page, picture, viewport, scheme):
    session = SessionFactory(pairing=cast.pairing)
    SessionLogFactory(
        session=session, shared_notes="We talked about **presenting**.\n\n- first\n- second\n\n" + "long" * 80
    )
    PrivateNoteFactory(session=session, author=cast.mentor)
    pages = {"session-new": new_session(cast)}
    pages |= {
        name.replace("_", "-"): reverse(name, args=[session.pk]) for name in ("session", "session_edit", "session_note")
    }
    page = open_as("mentor", pages["session"], viewport=viewport, scheme=scheme)
    for name, address in pages.items():
        page.goto(address)
        if name == "session-new":
            page.get_by_text("Add a private note").click()
        picture(page, f"{name}-{viewport['width']}-{scheme}")
        check_page(page)


def fill_in(page):
    """What a mentor does on a phone: each line one act."""
    page.get_by_label("What I heard").fill("You want to be seen")
    page.get_by_label("Questions I asked").fill("What would that change?")
    page.get_by_label("What we covered").fill("The next demo")
    page.get_by_text("Promises and open questions").click()
    page.get_by_label("What is promised").first.fill("Find a stage")


def test_a_lost_connection_loses_nothing_and_the_mentee_answers(cast, open_as, check_page, new_page, live_server):
    page = open_as("mentor", new_session(cast), viewport=PHONE, forgives=[OFFLINE])
    fill_in(page)
    expect(page.get_by_text(ONLY_YOU_SEE_IT)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label("Advice I gave").fill("Ask for it")
    expect(page.locator("#draft-status[data-offline]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#draft-status[data-saved]:not([data-offline])")).to_be_visible()
    assert Draft.objects.get().values["advice"] == "Ask for it"
    page.get_by_role("button", name=LOG_SESSION).click()
    expect(page.get_by_text("Your session is logged.")).to_be_visible()
    log, promise = SessionLog.objects.get(), Promise.objects.get()
    assert (log.what_i_heard, log.advice, promise.text) == ("You want to be seen", "Ask for it", "Find a stage")
    assert (promise.owner, Draft.objects.count()) == (cast.mentor_in, 0)
    check_page(page)
    page = open_as("mentee", reverse("session", args=[log.session_id]), viewport=PHONE)
    page.get_by_role("link", name="Is this what you meant?").click()
    page.get_by_label("No, I meant something else").check()
    page.get_by_label("I meant", exact=False).last.fill("I want to be heard")
    check_page(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("I want to be heard")).to_be_visible()
    page.locator("#felt").get_by_role("link", name="answer for yourself").click()
    page.get_by_text("Mostly", exact=True).click()
    check_page(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("You answered 4 of 5.")).to_be_visible()


def test_what_was_typed_without_a_connection_is_offered_back(cast, open_as):
    page = open_as("mentor", new_session(cast), viewport=PHONE, forgives=[OFFLINE])
    page.context.set_offline(True)
    page.get_by_label("What we covered").fill("On a train")
    page.context.set_offline(False)
    page.goto(reverse("pair", args=[cast.pairing.pk]))
    page.goto(new_session(cast))
    offered = page.locator(".kept")
    expect(offered).to_contain_text("We kept what you wrote at")
    expect(page.get_by_label("What we covered")).to_have_value("")
    offered.get_by_role("button", name="Use it").click()
    expect(page.get_by_label("What we covered")).to_have_value("On a train")
    expect(offered).to_have_count(0)
    page.get_by_role("button", name=LOG_SESSION).click()
    expect(page.get_by_text("Your session is logged.")).to_be_visible()
    wait_until_nothing_is_kept(page)


def test_a_session_that_ends_meanwhile_leaves_the_text_and_signing_out_clears_it(cast, open_as, sign_in_browser):
    page = open_as("mentor", new_session(cast))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label("What we covered").fill("Typed too long")
    expect(page.locator("#signed-out")).to_contain_text("You’ve been signed out.")
    sign_in_browser(page, cast.mentor).goto(new_session(cast))
    expect(page.locator(".kept")).to_contain_text("Here is what you had written")
    expect(page.get_by_label("What we covered")).to_have_value("Typed too long")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/sessions/" not in url)
    wait_until_nothing_is_kept(page)


def test_of_two_tabs_neither_overwrites_the_other(cast, open_as):
    one, other = (open_as("mentor", new_session(cast)) for _ in range(2))
    one.get_by_label("What we covered").fill("Of the first tab")
    expect(one.get_by_text(ONLY_YOU_SEE_IT)).to_be_visible()
    other.get_by_label("What we covered").fill("Of the second tab")
    expect(other.locator("#draft-status")).to_contain_text("Of the first tab")
    expect(other.get_by_label("What we covered")).to_have_value("Of the second tab")
    other.get_by_role("button", name="Keep what is in the form").click()
    expect(other.get_by_text(ONLY_YOU_SEE_IT)).to_be_visible()
    assert Draft.objects.get().values["shared_notes"] == "Of the second tab"


def test_two_who_add_to_the_agenda_see_both_points(cast, open_as):
    address = reverse("agenda", args=[cast.pairing.pk])
    pages = [open_as(part, address, viewport=PHONE) for part in ("mentor", "mentee")]
    for number, page in enumerate(pages):
        page.get_by_label("What do you want to talk about?").fill(f"Point {number}")
    for page in pages:
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_role("button", name="Done")).not_to_have_count(0)
    pages[0].reload()
    expect(pages[0].locator("#points")).to_contain_text("Point 0")
    expect(pages[0].locator("#points")).to_contain_text("Point 1")


def test_the_agenda_changes_in_place_and_keeps_what_is_being_typed(cast, open_as):
    """The focus stays on what was moved; a point that is half typed is there after a button of another was pressed."""
    AgendaItemFactory(pairing=cast.pairing, text="The demo")
    page = open_as("mentee", reverse("agenda", args=[cast.pairing.pk]), viewport=PHONE)
    page.evaluate("() => { window.stays = true; }")
    line = page.get_by_label("What do you want to talk about?")
    line.fill("Half a tho")
    page.get_by_role("button", name=re.compile("^Done.*The demo")).press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Not done yet.*The demo"))).to_be_focused()
    expect(line).to_have_value("Half a tho")
    page.get_by_role("button", name=re.compile("^Not done yet.*The demo")).press("Enter")
    page.get_by_role("button", name=re.compile("^Next time.*The demo")).press("Enter")
    expect(page.locator("#next-time")).to_contain_text("The demo")
    expect(page.get_by_role("button", name=re.compile("^Talk about it now.*The demo"))).to_be_focused()
    line.fill("Half a thought")
    line.press("Enter")
    expect(page.locator("#points")).to_contain_text("Half a thought")
    expect(line).to_have_value("")
    expect(line).to_be_focused()
    assert page.evaluate("() => window.stays") is True


def test_without_a_script_the_agenda_works_page_by_page(cast, open_as):
    page = open_as("mentee", reverse("agenda", args=[cast.pairing.pk]), viewport=PHONE, javascript=False)
    page.get_by_label("What do you want to talk about?").fill("The demo")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("button", name=re.compile("^Done.*The demo")).click()
    expect(page.get_by_text("Talked about.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Not done yet.*The demo"))).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_agenda_promises_and_listening_are_accessible_and_fit(cast, open_as, check_page, picture, viewport):
    for text in ("Short", "W" * 200):
        AgendaItemFactory(pairing=cast.pairing, text=text)
        PromiseFactory(pairing=cast.pairing, text=text)
    for rating in (2, 2, 2, 5, 5, 5):
        session = SessionFactory(pairing=cast.pairing)
        SessionLogFactory(session=session, talking_share=40)
        FeltHeardFactory(session=session, rating=rating)
    page = open_as("mentor", "/", viewport=viewport, scheme="dark" if viewport is PHONE else "light")
    for name in ("agenda", "promises", "listening", "session_new", "pair"):
        page.goto(reverse(name, args=[cast.pairing.pk]))
        if name == "session_new":
            page.get_by_text("Promises and open questions").click()
        picture(page, f"{name}-{viewport['width']}")
        check_page(page)


def test_without_a_script_a_draft_is_kept_by_hand(cast, open_as):
    page = open_as("mentor", new_session(cast), viewport=PHONE, javascript=False)
    page.get_by_label("What we covered").fill("By hand")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text(DRAFT_IS_KEPT)).to_be_visible()
    expect(page.get_by_label("What we covered")).to_have_value("By hand")
    page.get_by_role("button", name=LOG_SESSION).click()
    expect(page.get_by_text("Your session is logged.")).to_be_visible()
    assert (SessionLog.objects.get().shared_notes, Draft.objects.count()) == ("By hand", 0)
