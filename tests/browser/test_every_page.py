"""Every page there is, by the access table: axe, nothing cut off, on a phone and on a desk, light and dark.

A new address is in the table, or tests/test_access.py fails; so its page is looked at here without anybody thinking of
it. Of a page that looks the same to several people one is enough.
"""

import os
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.test_access import CAST, address, rows

pytestmark = pytest.mark.django_db
PEOPLE = ["anonymous", "mentee", "mentor", "coordinator", "administrator"]
AT_ONCE = 20  # pages of one walk, so that several workers share the way
FILES = {"invite_csv_sample", "keepsake_file", "planned_ics", "calendar_feed", "theme_css"}
# A mail in a frame, without scripts: the page around it is looked at.
FRAMED = {"mail_html", "demo_mail_body", "styleguide_mail_body", "journey_wording_preview"}
# What a page is made of, so that the same one isn't looked at for each of those who see it.
PARTS = """() => [...new Set([...document.querySelectorAll("main *")].map((e) => `${e.tagName}.${e.className}`))]
  .sort().join(" ")"""


def first_to_see(*shown: str) -> bool:
    """Whether no other walk, on whichever worker, has come by the same page."""
    mark = Path(os.environ["TEST_FOLDER"]) / f"seen-{sha256(repr(shown).encode()).hexdigest()}"
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


@pytest.fixture
def look_at(check_looks):
    """`look_at(page, name)` checks what the page shows, if nobody was shown the same before."""

    def look(page: Page, name: str) -> None:
        if first_to_see(name, page.evaluate(PARTS)):
            check_looks(page)

    return look


def pages_of(part: str) -> list[str]:
    """The names of what the table says is answered to this part."""
    column = CAST.index(part)
    answered = [name for name, method, statuses in rows() if method == "GET" and statuses[column] == 200]
    return [name for name in answered if name not in FILES | FRAMED]


def walks() -> list[tuple[str, int]]:
    return [(part, first) for part in PEOPLE for first in range(0, len(pages_of(part)), AT_ONCE)]


@pytest.mark.parametrize(("part", "first"), walks())
def test_every_page_is_fit_to_see(part, first, world, new_page, live_server, sign_in_browser, look_at):
    page = new_page(base_url=live_server.url)
    if part != "anonymous":
        sign_in_browser(page, getattr(world, part))
    for name in pages_of(part)[first : first + AT_ONCE]:
        response = page.goto(address(name, world))
        if response.headers["content-type"].startswith("text/html"):
            look_at(page, name)


def test_pages_of_the_demo_are_fit_to_see(world, new_page, live_server, settings, look_at):
    settings.DEMO = True
    page = new_page(base_url=live_server.url)
    for name in ("demo_mails", "demo_mail"):
        page.goto(address(name, world))
        look_at(page, name)


def test_pages_about_problems_are_fit_to_see(world, new_page, live_server, sign_in_browser, look_at, settings):
    settings.ROOT_URLCONF = "tests.web.test_web_pages"
    page = new_page(base_url=live_server.url, forgives=["Failed to load resource: the server responded with a status"])
    sign_in_browser(page, world.mentee)
    for path, status in (("/missing/", 404), ("/not-yours/", 403), ("/breaks/", 500), ("/too-often/", 429)):
        assert page.goto(path).status == status
        look_at(page, path)


def test_the_page_for_a_form_from_an_old_page_is_fit_to_see(
    world, new_page, live_server, sign_in_browser, look_at, settings
):
    page = new_page(base_url=live_server.url)
    sign_in_browser(page, world.mentee)
    page.goto(address("concern_new", world))
    page.get_by_role("textbox").first.fill("We have not met for a month.")
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    page.locator("form:has(textarea)").evaluate("form => form.submit()")  # as without JavaScript
    expect(page.get_by_role("main")).to_contain_text("We have not met for a month.")
    look_at(page, "csrf_failure")


def test_a_text_that_is_hard_to_read_is_found_in_the_dark_too(page, look_at):
    page.goto("/accounts/login/")
    page.evaluate("document.querySelector('h1').style.color = 'light-dark(black, #222)'")
    with pytest.raises(pytest.fail.Exception, match="color-contrast"):
        look_at(page, "hard to read")
