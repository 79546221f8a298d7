"""A real Chromium against a real server (tests/browser/chromium.py says which).

Every page made here also proves, when the test ends: no JavaScript error, no violation of the content security policy.
`check_page` adds what a person would notice: axe's rules, nothing wider than the screen, nothing cut off.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium

# The server runs in a thread of this process and Playwright has a loop in it: Django would take queries for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

HERE = Path(__file__).parent
AXE = HERE.parent / "vendor/axe-core-4.14.1/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# The browser's own line about an answer that a form with problems gives on purpose.
EXPECTED = "Failed to load resource: the server responded with a status of 4"
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


@pytest.fixture(scope="session")
def browser():
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
            locale="en-GB",
            timezone_id=zone,
            reduced_motion="reduce",
            base_url=base_url,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)

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


# Runs in the page: what is wider than its place or was squeezed. `data-scrolls` marks what may scroll sideways.
MISTAKES = """() => {
  const FREE = ".vh, [data-scrolls], .prose pre, svg, input, select, textarea";
  const classes = (e) => [...e.classList].map((word) => `.${word}`).join("");
  const name = (e) => e.tagName.toLowerCase() + (e.id ? `#${e.id}` : "") + classes(e);
  const shown = (e) => e.checkVisibility() && !e.closest(FREE);
  const wide = document.documentElement.scrollWidth - innerWidth;
  const found = wide > 0 ? [`the page is ${wide} px too wide`] : [];
  for (const e of [...document.querySelectorAll("body *")].filter(shown)) {
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    const cut = style.overflowX !== "visible" && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1;
    const outside = box.width && style.position !== "fixed" && (box.right > innerWidth + 1 || box.left < -1);
    if (cut) found.push(`${name(e)} is cut off`);
    if (outside) found.push(`${name(e)} leaves the screen: ${e.textContent.trim().slice(0, 40)}`);
    if (e.matches(".btn") && box.height < 24) found.push(`${name(e)} is too small to press`);
  }
  for (const svg of document.querySelectorAll("svg[width]")) {
    const drawn = svg.getBoundingClientRect().width;
    const wanted = Number(svg.getAttribute("width"));
    const free = !svg.checkVisibility() || svg.closest(".vh, .nav");
    if (!free && Math.abs(drawn - wanted) > 1) found.push(`an icon is ${drawn} px wide instead of ${wanted}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  const twice = new Set(ids.filter((id, position) => ids.indexOf(id) !== position));
  return found.concat([...twice].map((id) => `the id ${id} is there twice`));
}"""


# The bars at the top and at the bottom lie over whatever is scrolled to their place: not a mistake of what lies there.
UNCOVERED = """() => {
  const height = document.documentElement.scrollHeight;
  for (const bar of document.querySelectorAll("header, header nav")) {
    bar.removeAttribute("style"); // of the look before
    const position = getComputedStyle(bar).position;
    if (position === "sticky") bar.style.position = "static";
    if (position === "fixed") Object.assign(bar.style, { position: "absolute", insetBlock: `${height}px auto` });
  }
}"""


@pytest.fixture
def check_page():
    def check(page: Page) -> None:
        complain(page, [*layout(page), *axe(page, RULES)])

    return check


def layout(page: Page) -> list[str]:
    page.wait_for_load_state()  # a link leads to an empty page first
    return page.evaluate(MISTAKES)


def axe(page: Page, rules: Sequence[str], *, but: Sequence[str] = (), context: str = "document") -> list[str]:
    """What breaks those rules, or rules with those tags, in what the expression names."""
    page.evaluate(UNCOVERED)
    if not page.evaluate("'axe' in window"):
        # Through the debugging protocol: the content security policy of the page stays as it is.
        page.evaluate(AXE.read_text() + "; null")
    options = {"runOnly": list(rules), "rules": {rule: {"enabled": False} for rule in but}}
    options |= {
        "resultTypes": ["violations"],
        "preload": False,
    }  # what is loaded before: films and sounds, of which we have none
    result = page.evaluate(f"options => axe.run({context}, options)", options)
    return [_violation(found) for found in result["violations"]]


def complain(page: Page, mistakes: list[str]) -> None:
    if mistakes:
        pytest.fail("\n".join([page.url, *mistakes]), pytrace=False)


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


def _violation(found) -> str:
    places = "; ".join(f"{' '.join(map(str, node['target']))}: {node['failureSummary']}" for node in found["nodes"][:5])
    return f"{found['id']}: {found['help']} ({places})"
