"""A real Chromium against a real server (tests/browser/chromium.py says which).

Every page made here also proves, when the test ends: no JavaScript error, no violation of the content security policy.
`check_page` and `check_looks` add what a person would notice (tests/browser/looks.py).
"""

import os
from functools import wraps
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.browser import chromium
from tests.browser.looks import DESK, PHONE, check_looks, check_page, contrast, known  # noqa: F401  # fixtures, too

# The server runs in a thread of this process and Playwright has a loop in it: Django would take queries for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

HERE = Path(__file__).parent
# The browser's own line about an answer that a form with problems gives on purpose.
EXPECTED = "Failed to load resource: the server responded with a status of 4"
# Milliseconds. A machine may be four times slower than yesterday; only a journey that fails waits so long.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def once_loaded(act):
    """Nobody is quicker than the page's own scripts, which `goto` waits for and a link doesn't."""

    @wraps(act)
    def acts(locator: Locator, *arguments, **options):
        locator.page.wait_for_load_state()
        return act(locator, *arguments, **options)

    return acts


@pytest.fixture(scope="session")
def patient():
    with pytest.MonkeyPatch.context() as patch:
        for name in ("check", "click", "fill", "press", "press_sequentially", "select_option", "uncheck"):
            patch.setattr(Locator, name, once_loaded(getattr(Locator, name)))
        yield


@pytest.fixture(scope="session")
def browser(patient):
    path = chromium.find() or pytest.fail("No Chromium here: make chromium brings one.", pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser):
    """`new_page(viewport=PHONE, scheme="dark", javascript=False)` opens a page in a context of its own.

    `forgives`: parts of the complaints that the test causes on purpose.
    """
    contexts, complaints = [], []

    def open_page(
        *, viewport=DESK, scheme="light", javascript=True, zone="Europe/Berlin", base_url=None, forgives=()
    ) -> Page:
        forgiven = (*forgives, EXPECTED)
        context = browser.new_context(
            viewport=viewport,
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale="en-US",
            timezone_id=zone,
            reduced_motion="reduce",
            base_url=base_url,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)

        def listen(message) -> None:
            if message.type == "error" and not any(part in message.text for part in forgiven):
                complaints.append(message.text)

        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page, live_server):
    return new_page(base_url=live_server.url)


@pytest.fixture
def sign_in_browser(live_server):
    """`sign_in_browser(page, user)` gives the page's context that person's session; a second address may be named."""

    def sign_in(page: Page, user, *, url: str = "") -> Page:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        host = urlsplit(url or live_server.url)
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": f"{host.scheme}://{host.netloc}"}]
        )
        return page

    return sign_in


def wait_until_nothing_is_kept(page: Page) -> None:
    """Of what was typed: the script that clears it comes after the page."""
    for _ in range(50):
        if not page.evaluate("Object.keys(localStorage)"):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"still kept: {page.evaluate('Object.keys(localStorage)')}")


@pytest.fixture
def picture():
    """`picture(page, "home")` keeps a picture in screens/ for people to look at, where SCREENS is set."""

    def take(page: Page, name: str) -> None:
        if os.environ.get("SCREENS"):
            folder = settings.BASE_DIR / "screens"
            folder.mkdir(exist_ok=True)
            page.screenshot(path=folder / f"{name}.png", full_page=True)

    return take
