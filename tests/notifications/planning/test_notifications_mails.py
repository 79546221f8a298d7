"""Every kind of mail that any app can write, with its sample values."""

import re

import html5lib
import pytest
from django.conf import settings

from mentoring.notifications.mail_log import showing
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification

pytestmark = pytest.mark.django_db  # the organisation's name stands in the head of each

EVERY = kinds.every()
HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(params=EVERY, ids=[kind.name for kind in EVERY])
def letter(request):
    return showing.sample(request.param)


def elements(html: str, name: str) -> list:
    return html5lib.parse(html).findall(f".//{HTML}{name}")


def test_there_are_kinds_and_the_names_fit_the_column():
    assert len(EVERY) > 20
    longest = Notification._meta.get_field("kind").max_length
    assert [kind.name for kind in EVERY if len(kind.name) > longest] == []


def test_it_says_something_in_the_subject_and_in_plain_text(letter):
    assert 5 <= len(letter.subject) <= 90
    assert len(letter.text.split()) >= 15
    assert re.findall(r"</?(p|a|td|br|strong|h1)\b", letter.text) == []


def test_nothing_of_the_template_is_left_over(letter):
    whole = letter.subject + letter.text + letter.html
    assert re.findall(r"\{\{|\}\}|\{%|%\}|\bNone\b", whole) == []


def test_the_plain_text_is_not_escaped_for_html(letter):
    assert re.findall(r"&(?:#x27|#39|amp|quot|lt|gt);", letter.subject + letter.text) == []


def test_it_has_one_heading_and_its_language(letter):
    assert len(elements(letter.html, "h1")) == 1
    [root] = [html5lib.parse(letter.html)]
    assert root.get("lang", "").startswith("en")


def test_its_links_are_absolute_and_its_pictures_have_words(letter):
    links = [link.get("href", "") for link in elements(letter.html, "a")]
    assert [link for link in links if not link.startswith(("http://", "https://", "mailto:"))] == []
    assert [picture for picture in elements(letter.html, "img") if picture.get("alt") is None] == []
    assert re.findall(r"(?<![\w:/.%-])/[a-z][\w/-]+/", letter.text) == []


def test_every_button_is_in_the_plain_text_too(letter):
    frame = {settings.SITE_URL + path for path in ("/", "/settings/mail/")}
    links = {link.get("href") for link in elements(letter.html, "a")} - frame
    assert {link for link in links if link not in letter.text} == set()


def test_it_is_small_enough_not_to_be_cut_off(letter):
    assert len(letter.html.encode()) < 100_000


def test_it_brings_no_script_and_fetches_nothing(letter):
    assert elements(letter.html, "script") == []
    assert re.findall(r"url\(\s*['\"]?https?:|@import", letter.html) == []


@pytest.mark.parametrize("kind", kinds.optional(), ids=lambda kind: kind.name)
def test_what_can_be_switched_off_says_how_once(kind):
    letter = showing.sample(kind)
    address = f"{settings.SITE_URL}/unsubscribe/sample/"
    assert (letter.html.count(address), letter.text.count(address)) == (1, 1)
    assert f"Stop this kind of mail: {address}\n" in letter.text
    assert f'<a href="{address}"' in letter.html
