"""Every component, in light and dark, on a narrow phone, a phone and a desk, and with letters twice as large."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.factories import UserFactory
from tests.sentences import DAY_MISSING

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def gallery(new_page, live_server, sign_in_browser):
    def open_gallery(**options):
        page = new_page(base_url=live_server.url, **options)
        administrator = UserFactory(name="Ada Root", is_administrator=True)
        sign_in_browser(page, administrator).goto("/styleguide/")
        return page

    return open_gallery


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [NARROW, PHONE, DESK], ids=["narrow", "phone", "desk"])
def test_components_are_accessible_and_fit_everywhere(gallery, check_page, picture, viewport, scheme):
    page = gallery(viewport=viewport, scheme=scheme)
    picture(page, f"gallery-{viewport['width']}-{scheme}")
    check_page(page)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_components_fit_when_letters_are_twice_as_large(gallery, check_page, picture, viewport):
    page = gallery(viewport=viewport)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    picture(page, f"gallery-{viewport['width']}-large")
    check_page(page)


def test_form_with_problems_keeps_what_was_typed_and_leads_to_each(gallery):
    page = gallery()
    form = page.locator("#sample-form")
    form.get_by_label("Anything to remember").fill("Ask about the talk.")
    form.get_by_role("button", name="Save session").click()
    summary = form.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Error: Style guide · Mentoring")
    expect(form.get_by_label("Anything to remember")).to_have_value("Ask about the talk.")
    summary.get_by_role("link", name="Choose how it went.").click()
    expect(form.get_by_label("Rough")).to_be_focused()


def test_form_works_without_javascript(gallery):
    page = gallery(javascript=False)
    page.locator("#sample-form").get_by_role("button", name="Save session").click()
    expect(page).to_have_title("Error: Style guide · Mentoring")
    form = page.locator("#sample-form")
    expect(form.get_by_role("alert")).to_contain_text(DAY_MISSING)
    fill(form)
    form.get_by_role("button", name="Save session").click()
    expect(page.get_by_text("The session was saved.").first).to_be_visible()


def test_form_that_is_right_goes_on_and_says_so(gallery):
    page = gallery()
    form = page.locator("#sample-form")
    fill(form)
    form.get_by_role("button", name="Save session").click()
    expect(page.locator(".message")).to_have_text("The session was saved.")


def fill(form):
    form.get_by_label("When did you meet?").fill("2026-12-01")
    form.get_by_label("How long, in minutes?").fill("45")
    form.get_by_label("Good").check()
    form.get_by_label("We agreed on the next date").check()


def test_three_clicks_send_one_request(gallery):
    page = gallery()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("#sample-form").get_by_role("button", name="Save session").click(click_count=3)
    expect(page.locator("#sample-form").get_by_role("alert")).to_be_focused()
    assert len(sent) == 1


def test_question_comes_before_what_cannot_be_undone(gallery):
    page = gallery()
    withdraw = page.get_by_role("button", name="Withdraw")
    withdraw.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Withdraw the invitation to Wilhelmina")
    expect(dialog.get_by_role("button", name="Not now")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(withdraw).to_be_focused()
    withdraw.click()
    with page.expect_request(lambda request: request.method == "POST"):
        dialog.get_by_role("button", name="Withdraw").click()


def test_dialog_opens_closes_and_gives_the_focus_back(gallery, check_page):
    page = gallery()
    opener = page.get_by_role("button", name="Open a dialog")
    opener.click()
    expect(page.get_by_role("dialog", name="Pause the pair")).to_be_visible()
    check_page(page)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_menu_opens_inside_the_screen(gallery, check_page, picture, viewport):
    page = gallery(viewport=viewport)
    page.get_by_role("button", name="Your account").click()
    out = page.get_by_role("button", name="Sign out")
    expect(out).to_be_in_viewport(ratio=1)
    picture(page, f"menu-{viewport['width']}")
    check_page(page)
    page.keyboard.press("Escape")
    expect(out).to_be_hidden()


def test_without_a_connection_the_text_stays_and_a_sentence_says_so(gallery):
    page = gallery(forgives=("net::ERR_FAILED", "Failed to fetch"))
    form = page.locator("#sample-form")
    form.get_by_label("Anything to remember").fill("Ask about the talk.")
    page.route("**/styleguide/", lambda route: route.abort())
    with page.expect_event("console", lambda message: "Failed to fetch" in message.text):
        form.get_by_role("button", name="Save session").click()
    expect(page.locator("#toasts")).to_contain_text("What you typed is still here")
    expect(page.get_by_role("status")).to_contain_text("That didn't reach the server.")
    expect(form.get_by_label("Anything to remember")).to_have_value("Ask about the talk.")


def test_page_that_was_open_too_long_saves_at_the_second_press(gallery):
    page = gallery()
    form = page.locator("#sample-form")
    fill(form)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    form.get_by_role("button", name="Save session").click()
    expect(page.get_by_role("alert").filter(has_text="open for too long")).to_be_focused()
    expect(form.get_by_label("How long, in minutes?")).to_have_value("45")
    form.get_by_role("button", name="Save session").click()
    expect(page.locator(".message")).to_have_text("The session was saved.")


def test_characters_are_counted_once_they_get_scarce(gallery):
    page = gallery()
    notes = page.locator("#sample-form").get_by_label("Anything to remember")
    left = page.locator("[data-count=id_notes]")
    notes.fill("x" * 50)
    expect(left).to_be_hidden()
    notes.fill("x" * 119)
    expect(left).to_have_text("1 character left")
    notes.fill("x" * 122)
    expect(left).to_have_text("2 characters too many")


def test_zone_of_the_browser_is_offered_and_never_taken(new_page, live_server, sign_in_browser):
    person = UserFactory(time_zone="Europe/Berlin", is_administrator=True)
    page = new_page(base_url=live_server.url, zone="Europe/Lisbon")
    sign_in_browser(page, person).goto("/styleguide/")
    expect(page.get_by_text("You seem to be in Lisbon. Show times in Lisbon time?")).to_be_visible()
    page.get_by_role("button", name="Keep Berlin").click()
    expect(page.locator("tz-hint")).to_be_hidden()
    person.refresh_from_db()
    assert (person.time_zone, person.declined_time_zone) == ("Europe/Berlin", "Europe/Lisbon")


def test_zone_with_the_same_clock_asks_nothing(new_page, live_server, sign_in_browser):
    page = new_page(base_url=live_server.url, zone="Europe/Vienna")
    sign_in_browser(page, UserFactory(time_zone="Europe/Berlin", is_administrator=True)).goto("/styleguide/")
    expect(page.locator("tz-hint")).to_be_hidden()


def test_keyboard_skips_to_the_content_first(page):
    page.goto("/nowhere/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_theme_of_the_person_wins_over_the_device(new_page, live_server, sign_in_browser):
    page = new_page(base_url=live_server.url, scheme="light")
    sign_in_browser(page, UserFactory(theme="dark", is_administrator=True)).goto("/styleguide/")
    assert page.evaluate("() => getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_contrast_holds_for_every_hue(gallery):
    """Text on what it stands on, in all of the organisation's hues, by the formula of WCAG."""
    page = gallery()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(CONTRAST) == []


CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const probe = document.body.appendChild(document.createElement("i"));
  const light = (token) => {
    probe.style.color = `var(--${token})`;
    canvas.fillStyle = getComputedStyle(probe).color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((c) => c / 255).map((c) => (c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
  const pairs = ["text bg 7", "muted bg 4.5", "muted surface 4.5", "muted sunken 4.5", "muted accent-soft 4.5",
    "accent bg 4.5", "accent surface 4.5", "accent sunken 4.5", "accent accent-soft 4.5", "on-accent accent 4.5",
    "on-accent accent-strong 4.5", "on-danger danger 4.5", "ok ok-soft 4.5", "ok surface 4.5", "warn warn-soft 4.5",
    "warn surface 4.5", "danger danger-soft 4.5", "danger surface 4.5", "danger-strong danger-soft 4.5",
    "line-strong surface 3", "line-strong bg 3"];
  const found = [];
  for (let hue = 0; hue < 360; hue += 10) {
    document.documentElement.style.setProperty("--h", hue);
    for (const pair of pairs) {
      const [a, b, least] = pair.split(" ");
      if (ratio(a, b) < Number(least)) found.push(`${a} on ${b} at ${hue}: ${ratio(a, b).toFixed(2)}`);
    }
  }
  probe.remove();
  return found;
}"""
