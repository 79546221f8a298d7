"""Typed words survive an ended sign-in in any form with room for them, and are nobody else's."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from pairings.models import Concern
from tests.browser.conftest import PHONE, wait_until_nothing_is_kept

pytestmark = pytest.mark.django_db(transaction=True)
WORRY = "We haven’t met for six weeks."


@pytest.fixture
def page_of(cast, new_page, live_server, sign_in_browser):
    """A page of the cast's pair as the mentee sees it."""

    def open_page(name: str):
        page = new_page(base_url=live_server.url, viewport=PHONE)
        sign_in_browser(page, cast.mentee).goto(reverse(name, args=[cast.pairing.pk]))
        return page

    return open_page


def test_a_sign_in_that_ends_is_told_in_place_and_goes_on(cast, page_of, sign_in_browser):
    page = page_of("concern_new")
    page.get_by_label("What worries you?").fill(WORRY)
    Session.objects.all().delete()
    page.locator("form:has(textarea) button[type=submit]").first.click()
    expect(page.locator("#signed-out")).to_contain_text("You’ve been signed out")
    expect(page.get_by_label("What worries you?")).to_have_value(WORRY)
    page.locator("#signed-out").get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    sign_in_browser(page, cast.mentee).goto(reverse("concern_new", args=[cast.pairing.pk]))
    expect(page.get_by_label("What worries you?")).to_have_value(WORRY)
    expect(page.locator(".kept")).to_contain_text("Here is what you had written")
    assert not Concern.objects.exists()


def test_the_next_person_on_that_browser_finds_nothing(cast, page_of, sign_in_browser):
    page = page_of("concern_new")
    page.get_by_label("What worries you?").fill(WORRY)
    Session.objects.all().delete()
    sign_in_browser(page, cast.mentor).goto(reverse("concern_new", args=[cast.pairing.pk]))
    expect(page.get_by_label("What worries you?")).to_have_value("")
    expect(page.locator(".kept")).to_have_count(0)
    wait_until_nothing_is_kept(page)
