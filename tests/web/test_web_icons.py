"""Icons are drawn as their own package draws them, from an archive that is opened once."""

import pytest
from lucide import _render_icon

from mentoring.web import icons


@pytest.mark.parametrize("name", ["house", "users", "circle-alert", "chart-column"])
def test_an_icon_looks_as_the_package_draws_it(name):
    assert icons.draw(name, size=18, aria_hidden="true") == _render_icon(name, size=18, aria_hidden="true")


def test_a_name_that_isnt_there_is_told():
    with pytest.raises(KeyError, match=r"no-such-icon\.svg"):
        icons.draw("no-such-icon", size=18)


def test_the_archive_is_opened_once():
    before = icons._archive()
    icons.draw("house", size=18)
    assert icons._archive() is before
