"""The tabs of a program on a phone: what lies beyond an edge shows that it is there."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

FADES = """() => {
  const style = getComputedStyle(document.querySelector("nav.tabs"));
  return ["--tabs-before", "--tabs-after"].map((name) => parseFloat(style.getPropertyValue(name)) > 0);
}"""


@pytest.mark.parametrize(("viewport", "at_first", "at_the_end"), [(PHONE, [0, 1], [1, 0]), (DESK, [0, 0], [0, 0])])
def test_tabs_fade_where_they_go_on(
    cast, new_page, live_server, sign_in_browser, check_page, picture, viewport, at_first, at_the_end
):
    page = sign_in_browser(new_page(base_url=live_server.url, viewport=viewport), cast.coordinator)
    page.goto(f"/programs/{cast.program.pk}/")
    tabs = page.get_by_role("navigation", name="Women in Engineering")
    expect(tabs).to_be_visible()
    assert page.evaluate(FADES) == at_first
    check_page(page)
    picture(page, f"program_tabs-{viewport['width']}")

    tabs.evaluate("nav => nav.scrollTo({ left: nav.scrollWidth, behavior: 'instant' })")
    page.wait_for_function(f"ends => JSON.stringify(({FADES})().map(Number)) === JSON.stringify(ends)", arg=at_the_end)
