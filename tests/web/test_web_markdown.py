"""One rule for all words that people write."""

import re
from pathlib import Path

import pytest
from django import forms

from mentoring.web import markdown
from mentoring.web.forms import LongText, PlainForm

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Emails as they went out, shown as text: nobody types those.
MAILS = {"log/mail.html", "mail_log/demo_mail.html", "styleguide/email_kind.html"}


@pytest.mark.parametrize(
    "typed",
    [
        "2026. It began",
        "1. one",
        "1) one",
        "5*3*2",
        "2**3**2",
        "*a* _b_ __init__ ***c***",
        "# 5 things",
        "#later",
        "* * *",
        "- - -",
        "---",
        "> 50 people",
        "`code` ~~no~~",
        "C:\\*x \\[a]",
        "&amp; &copy;",
        "-5 degrees",
        "+ one more",
    ],
)
def test_what_people_type_stays_as_it_is(typed):
    escaped = typed.replace("&", "&amp;").replace(">", "&gt;")
    assert markdown.clean(typed) == f"<p>{escaped}</p>\n"
    assert markdown.phrase(typed) == escaped


def test_lines_stay_lines_and_spaces_in_front_are_no_code():
    assert markdown.clean("one\ntwo\n\n    three") == "<p>one<br>\ntwo</p>\n<p>three</p>\n"


LINK = '<a href="{0}" rel="noopener nofollow">{1}</a>'
ADDRESS = LINK.replace("<a ", '<a class="address" ')


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("See https://example.org/a_b_c.", f"See {ADDRESS.format(*['https://example.org/a_b_c'] * 2)}."),
        ("**https://example.org**", f"<strong>{ADDRESS.format(*['https://example.org'] * 2)}</strong>"),
        ("[Talk](https://example.org/t)", LINK.format("https://example.org/t", "Talk")),
        ("[www.example.org](https://example.org/t)", LINK.format("https://example.org/t", "www.example.org")),
        ("Write to sam@example.org", f"Write to {ADDRESS.format('mailto:sam@example.org', 'sam@example.org')}"),
        ("**Sam:** yes", "<strong>Sam:</strong> yes"),
        ("a <b>", "a &lt;b&gt;"),
    ],
)
def test_links_and_two_stars_mean_more_in_a_text_and_in_a_line(typed, html):
    assert markdown.clean(typed) == f"<p>{html}</p>\n"
    assert markdown.phrase(typed) == html


def test_dashes_begin_a_list_and_two_signs_a_heading():
    assert markdown.clean("Next:\n- one\n- two") == "<p>Next:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    assert markdown.clean("## Where\nAt noon") == "<p><strong>Where</strong></p>\n<p>At noon</p>\n"


def test_every_text_on_a_page_and_in_an_email_follows_the_one_rule():
    """Django's own filters would be a second one."""
    others = re.compile(r"\|\s*(?:linebreaks|linebreaksbr|urlize|urlizetrunc|linked)\b")
    found = {str(file) for file in TEMPLATES.rglob("*.html") if others.search(file.read_text())}
    assert {file for file in found if not file.endswith(tuple(MAILS))} == set()


def test_the_rule_is_said_once_where_there_is_room():
    class Words(PlainForm):
        why = LongText(label="Why?", max_length=300)
        notes = LongText(label="Notes", max_length=5000)
        more = LongText(label="More", max_length=5000)
        addresses = LongText(label="Whom?", max_length=5000, is_prose=False)
        day = forms.DateField(label="When?")

    html = Words().render()
    assert html.count("two stars") == 1
    assert html.index("Notes") < html.index("two stars") < html.index("More")
