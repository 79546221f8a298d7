"""Logging a session in a real browser: on a phone, as the mentor; and without a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from pairings.models import PrivateNote, Session, SessionLog
from tests.browser.conftest import DESK, PHONE
from tests.factories import PrivateNoteFactory, SessionFactory, SessionLogFactory

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 320, "height": 640}


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
    page.get_by_role("button", name="Log the session").click()
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
    page.get_by_role("button", name="Log the session").click()
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
    button = page.get_by_role("button", name="Log the session")
    button.evaluate("button => { button.click(); button.click(); button.click(); }")
    expect(page.get_by_text("Your session is logged.")).to_be_visible()
    assert Session.objects.count() == 1


def test_going_back_to_the_form_says_that_the_session_is_logged(cast, open_as):
    page = open_as("mentee", new_session(cast), javascript=False)
    page.get_by_label("What we covered").fill("First")
    page.get_by_role("button", name="Log the session").click()
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
