"""`make screens`: a picture of every page for every role, phone and desktop, light and dark, into screens/.

Builds the demo on an own stack, signs in as each role and follows the links; one picture for each kind of page.
"""

import itertools
import sys
from pathlib import Path
from urllib.parse import urlsplit

import tests.cluster  # noqa: F401  settings and servers, before Django
from tests.browser import chromium
from tests.browser.stack import Stack

import django  # isort: skip

django.setup()

from django.urls import Resolver404, resolve  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from mentoring.demo.management.commands.demo import LOGINS  # noqa: E402
from mentoring.demo.people import PASSWORD  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / "screens"
WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
SCHEMES = ["light", "dark"]
# Downloads, bodies of frames, and what signs out.
SKIP = {"account_logout", "invite_csv_sample", "mfa_download_recovery_codes", "theme_css"}
SKIP |= {"mail_html", "demo_mail_body", "styleguide_mail_body", "planned_ics", "calendar_feed", "keepsake_file"}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    wanted = sys.argv[1:]  # names of pages, or nothing for all
    path = chromium.bring()
    stack = Stack()
    stack.env["DEMO"] = "1"
    try:
        stack.start()
        stack.manage("demo")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            _walk(browser, stack, "visitor", None, wanted)
            for role, person in sorted(LOGINS, key=lambda login: login[0], reverse=True):
                _walk(browser, stack, role.replace(",", "").replace(" ", "-"), person.email, wanted)
            browser.close()
    finally:
        stack.stop()


def _walk(browser: Browser, stack: Stack, role: str, address: str | None, wanted: list[str]) -> None:
    where = {"locale": "en-US", "timezone_id": "Europe/Berlin"}
    context = browser.new_context(base_url=stack.url, reduced_motion="reduce", **where)
    page = context.new_page()
    if address:
        _sign_in(page, address)
    waiting, seen = ["/accounts/login/", "/"] if not address else ["/"], set()
    while waiting:
        path = waiting.pop(0)
        name = _name(path)
        if not name or name in seen or name in SKIP:
            continue
        seen.add(name)
        page.goto(path)
        if not wanted or name in wanted:
            _take(page, role, name)
        links = page.eval_on_selector_all("a[href]", "(all) => all.map((a) => a.href)")
        waiting += [urlsplit(link).path for link in links if link.startswith(stack.url)]
    print(f"{role}: {len(seen)} pages")  # noqa: T201
    context.close()


def _take(page: Page, role: str, name: str) -> None:
    for (device, (width, height)), scheme in itertools.product(WIDTHS.items(), SCHEMES):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        target = FOLDER / role / f"{name}-{scheme}-{device}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=target, full_page=True)


def _sign_in(page: Page, address: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login" not in url)


def _name(path: str) -> str | None:
    try:
        return resolve(path).url_name
    except Resolver404:
        return None


if __name__ == "__main__":
    main()
