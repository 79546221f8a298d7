"""Every component, in light and dark, on a narrow phone, a phone and a desk, and with letters twice as large."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.factories import UserFactory

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
